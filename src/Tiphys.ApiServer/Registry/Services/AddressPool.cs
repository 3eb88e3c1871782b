using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Tiphys.ApiServer.Registry.Services;

/// <summary>The addresses of a range, by number. The lower part is left to those who ask for an address by name, as upstream does.</summary>
internal sealed class AddressPool
{
    private const uint SmallestReserve = 16;
    private const uint LargestReserve = 256;
    private readonly uint _base;
    private readonly uint _size;
    private readonly uint _reserved;

    /// <exception cref="ArgumentException">Not an IPv4 range of at least eight addresses.</exception>
    public AddressPool(IPNetwork range)
    {
        if (range.BaseAddress.AddressFamily != AddressFamily.InterNetwork || range.PrefixLength > 29)
            throw new ArgumentException($"{range} is no IPv4 range of at least 8 addresses", nameof(range));
        _base = ToNumber(range.BaseAddress);
        _size = (uint)(1L << (32 - range.PrefixLength));
        _reserved = Math.Min(Math.Clamp(_size / 16, SmallestReserve, LargestReserve), _size / 2);
    }

    /// <summary>The first usable address.</summary>
    public IPAddress First => ToAddress(_base + 1);

    /// <summary>Usable: inside, neither the network's own nor its broadcast address.</summary>
    public bool Contains(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetwork)
            return false;
        var offset = ToNumber(address) - _base;
        return offset > 0 && offset < _size - 1;
    }

    /// <summary>A free address: from the upper part at random, then any; null if all are taken.</summary>
    public IPAddress? Pick(Func<string, bool> isTaken)
    {
        return Scan(_reserved, _size - 1, isTaken) ?? Scan(1, _reserved, isTaken);
    }

    private IPAddress? Scan(uint from, uint to, Func<string, bool> isTaken)
    {
        if (to <= from)
            return null;
        var count = to - from;
        var start = (uint)RandomNumberGenerator.GetInt32((int)Math.Min(count, int.MaxValue));
        for (uint step = 0; step < count; step++)
        {
            var candidate = ToAddress(_base + from + ((start + step) % count));
            if (!isTaken(candidate.ToString()))
                return candidate;
        }

        return null;
    }

    private static uint ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private static IPAddress ToAddress(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new(bytes);
    }
}
