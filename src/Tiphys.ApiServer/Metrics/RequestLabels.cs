namespace Tiphys.ApiServer.Metrics;

/// <summary>What requests are counted by. Every part comes from a bounded set: the catalogue, the known verbs, the scopes.</summary>
internal readonly record struct RequestLabels(string Verb, string Group, string Version, string Resource, string Subresource, string Scope);
