namespace Tiphys.Node.Server;

/// <summary>Who asks.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Uid">Empty if unknown.</param>
internal sealed record NodeCaller(string Name, string Uid, IReadOnlyList<string> Groups);
