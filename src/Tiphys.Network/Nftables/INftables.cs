namespace Tiphys.Network.Nftables;

/// <summary>The kernel's packet filter as a sink of scripts.</summary>
public interface INftables
{
    /// <summary>Carries a script out as one transaction: all of it, or nothing.</summary>
    /// <exception cref="NftablesException">The kernel or the parser refused it; nothing changed.</exception>
    Task ApplyAsync(string script, CancellationToken cancellationToken);

    /// <summary>What one of <c>nft</c>'s listing commands prints.</summary>
    /// <param name="command">Words such as <c>list</c>, <c>map</c>, <c>ip</c>, <c>tiphys</c>, <c>affinity</c>.</param>
    /// <exception cref="NftablesException">What was asked for does not exist.</exception>
    Task<string> ListAsync(IReadOnlyList<string> command, CancellationToken cancellationToken);

    /// <summary>The kernel's count of changes to any table; null if it cannot be told, which means that anything may have changed.</summary>
    uint? Generation();
}
