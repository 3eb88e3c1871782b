namespace Tiphys.Network.Dns.Forwarding;

/// <summary>Somebody who may know names that are not ours.</summary>
internal interface IUpstream
{
    /// <summary>Asks.</summary>
    /// <param name="query">A whole query; its identity is the asker's.</param>
    /// <returns>The answer, with the query's identity; null if nobody answered.</returns>
    Task<byte[]?> AskAsync(ReadOnlyMemory<byte> query, bool overTcp, CancellationToken cancellationToken);
}
