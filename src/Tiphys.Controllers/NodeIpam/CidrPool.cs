using System.Net;

namespace Tiphys.Controllers.NodeIpam;

/// <summary>Divides an IPv4 network into equal parts and remembers who has which. Not thread safe.</summary>
internal sealed class CidrPool
{
    private readonly uint _first;
    private readonly int _partLength;
    private readonly int _count;
    private readonly Dictionary<int, string> _owners = [];

    /// <param name="network">The whole.</param>
    /// <param name="partLength">The prefix length of a part; never shorter than the network's.</param>
    public CidrPool(IPNetwork network, int partLength)
    {
        _partLength = Math.Max(partLength, network.PrefixLength);
        _first = BitConverter.ToUInt32([.. network.BaseAddress.GetAddressBytes().Reverse()]);
        _count = 1 << Math.Min(30, _partLength - network.PrefixLength);
    }

    /// <summary>Notes that the owner has the part, as it says; nothing if it is not one of ours.</summary>
    public void Note(string owner, string cidr)
    {
        if (!IPNetwork.TryParse(cidr, out var part) || part.PrefixLength != _partLength || part.BaseAddress.GetAddressBytes() is not { Length: 4 } bytes)
            return;
        var index = (long)(BitConverter.ToUInt32([.. bytes.Reverse()]) - (long)_first) >> (32 - _partLength);
        if (index >= 0 && index < _count)
            _owners[(int)index] = owner;
    }

    public void Release(string owner)
    {
        foreach (var index in _owners.Where(pair => pair.Value == owner).Select(pair => pair.Key).ToArray())
            _owners.Remove(index);
    }

    /// <summary>Gives the owner the first free part; null if there is none.</summary>
    public string? Take(string owner)
    {
        for (var index = 0; index < _count; index++)
        {
            if (!_owners.TryAdd(index, owner))
                continue;
            var address = _first + ((uint)index << (32 - _partLength));
            return $"{new IPAddress(BitConverter.GetBytes(address).Reverse().ToArray())}/{_partLength}";
        }

        return null;
    }
}
