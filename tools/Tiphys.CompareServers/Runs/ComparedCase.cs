using Tiphys.CompareServers.Connection;

namespace Tiphys.CompareServers.Runs;

/// <summary>A request to compare; it may differ between the servers in what they chose themselves.</summary>
/// <param name="What">The case in words, for the report.</param>
internal sealed record ComparedCase(string Kind, string Field, string What, Request Ours, Request Theirs);
