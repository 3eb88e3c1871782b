namespace Tiphys.ApiServer.Verbs;

/// <summary>When a watch ends, other than by its window.</summary>
/// <param name="Started">When it was asked for, in the time provider's timestamps.</param>
/// <param name="Lifetime">Then it ends cleanly, and the client comes back.</param>
/// <param name="Aborted">The client has gone.</param>
/// <param name="Stopping">The server is going.</param>
internal readonly record struct WatchTerms(long Started, TimeSpan Lifetime, CancellationToken Aborted, CancellationToken Stopping);
