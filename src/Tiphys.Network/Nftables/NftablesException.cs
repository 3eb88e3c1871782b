namespace Tiphys.Network.Nftables;

/// <summary>A script was refused as a whole.</summary>
public sealed class NftablesException(string message) : Exception(message);
