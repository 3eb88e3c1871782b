namespace Tiphys.Network.Nftables;

/// <summary>One element of a map, or of a set.</summary>
/// <param name="Map">The map's or set's name.</param>
/// <param name="Key">The key as nft writes it.</param>
/// <param name="Value">What the map gives for it; null in a set.</param>
public readonly record struct Element(string Map, string Key, string? Value = null);
