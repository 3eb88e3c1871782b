using System.Text.RegularExpressions;
using Tiphys.Network.Nftables;

namespace Tiphys.Network.Proxy;

/// <summary>Takes clients off endpoints that are gone: the kernel notes who stays where by itself, so the notes are read back first.</summary>
internal static partial class AffinityCleaner
{
    public static async Task CleanAsync(INftables nft, string table, IReadOnlyList<string> goneEndpoints, CancellationToken cancellationToken)
    {
        if (goneEndpoints.Count == 0)
            return;
        string listing = await nft.ListAsync(["-n", "list", "map", .. table.Split(' '), ProxyMaps.Affinity], cancellationToken).ConfigureAwait(false);
        var stale = Stale(listing, goneEndpoints);
        if (stale.Count == 0)
            return;
        var script = new NftScript().DeleteElements(table, stale);
        await nft.ApplyAsync(script.ToString(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The elements of a listing that lead to one of the endpoints.</summary>
    public static IReadOnlyList<Element> Stale(string listing, IReadOnlyList<string> goneEndpoints)
    {
        var gone = goneEndpoints.ToHashSet(StringComparer.Ordinal);
        return [.. Note().Matches(listing)
            .Where(note => gone.Contains(note.Groups["endpoint"].Value))
            .Select(note => new Element(ProxyMaps.Affinity, note.Groups["key"].Value))];
    }

    [GeneratedRegex(@"(?<key>[0-9a-f.:]+ \. [0-9a-f.:]+ \. [0-9a-z]+ \. [0-9]+)(?: (?:timeout|expires) [0-9a-z]+)* : (?<endpoint>[0-9a-f.:]+ \. [0-9]+)")]
    private static partial Regex Note();
}
