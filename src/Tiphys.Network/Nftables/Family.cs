namespace Tiphys.Network.Nftables;

/// <summary>The two address families as nft names them; each has a table of its own.</summary>
public enum Family
{
    Ip,
    Ip6,
}
