namespace Tiphys.ApiServer.Subresources.Nodes;

/// <summary>Where a node's agent listens.</summary>
internal readonly record struct NodeEndpoint(string Host, int Port);
