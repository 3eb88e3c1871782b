namespace Tiphys.ApiServer.Outbound;

/// <summary>A port of a Service.</summary>
public readonly record struct ServiceAddress(string Namespace, string Name, int Port);
