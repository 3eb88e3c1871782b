using System.Net;
using Tiphys.Network.Dns.Wire;
using Tiphys.Network.Dns.Zone;

namespace Tiphys.Network.Dns.Serving;

/// <summary>Answers queries for the cluster's names out of memory: no allocation, no lock, any number of threads.</summary>
internal sealed class Responder
{
    private readonly ClusterZone _zone;
    private readonly RecordBlock _authority;
    private readonly byte[] _pods;
    private readonly IReadOnlyList<byte[]> _ownReverse;
    private readonly int _secondsToLive;
    private volatile bool _isReady;

    public Responder(ClusterZone zone, DnsOptions options)
    {
        (_zone, _secondsToLive) = (zone, options.SecondsToLive);
        _pods = DnsName.Encode($"pod.{options.Domain}");
        _ownReverse = [.. options.OwnNetworks.Select(network => DnsName.Encode(ReverseZone(network)))];
        _authority = new RecordBlock(StartOfAuthority(options), 1, 0);
    }

    /// <summary>Before the first sync nothing is known, and "no such name" would be a lie that clients keep: the answer is SERVFAIL.</summary>
    public void SetReady() => _isReady = true;

    /// <param name="overTcp">The answer may fill the buffer; over UDP it is as long as the asker takes.</param>
    /// <param name="length">The length of the answer in the buffer.</param>
    public Answer Respond(ReadOnlySpan<byte> message, Span<byte> buffer, bool overTcp, uint turn, out int length)
    {
        Span<byte> scratch = stackalloc byte[DnsName.MaxBytes + 1];
        length = 0;
        if (!DnsQuery.TryParse(message, scratch, out var query))
            return Answer.None;
        int limit = overTcp ? buffer.Length : Math.Min(query.UdpBytes, ResponseWriter.OurUdpBytes);
        if (query.Error != ResponseCode.NoError)
            return Fail(query, buffer, limit, query.Error, out length);

        var node = _zone.Find(query.Name);
        bool ours = node is { HasRecords: true } || DnsName.IsUnder(query.Name, _zone.Apex) || IsOwnReverse(query.Name);
        if (!ours)
            return Answer.Forward;
        if (!_isReady)
            return Fail(query, buffer, limit, ResponseCode.ServerFailure, out length);
        return node is not null
            ? FromNode(query, node.Blocks, buffer, limit, turn, out length)
            : FromPodName(query, buffer, limit, out length);
    }

    private Answer FromNode(in DnsQuery query, ZoneBlocks blocks, Span<byte> buffer, int limit, uint turn, out int length)
    {
        var answers = blocks.Of(query.Type);
        bool alias = answers is null && blocks.Cname is not null;
        answers ??= blocks.Cname;
        var response = new ResponseWriter(query, buffer, limit, ResponseCode.NoError, authoritative: true);
        if (answers is null)
            response.Authority(_authority);
        else
            response.Answers(answers, turn);
        if (query.Type == RecordType.Srv && blocks.SrvAdditional is { } additional)
            response.Additional(additional);
        length = response.Finish();
        return alias ? Answer.Alias : Answer.Ready;
    }

    /// <summary>Names such as <c>10-42-0-7.default.pod.cluster.local</c> carry their answer in themselves.</summary>
    private Answer FromPodName(in DnsQuery query, Span<byte> buffer, int limit, out int length)
    {
        var parent = DnsName.Parent(query.Name);
        bool exists = parent.Length > _pods.Length && DnsName.Parent(parent).SequenceEqual(_pods) && _zone.Find(parent) is not null;
        Span<byte> address = stackalloc byte[16];
        int bytes = exists ? DashedAddress.Read(query.Name.Slice(1, query.Name[0]), address) : 0;
        if (bytes == 0)
            return Fail(query, buffer, limit, ResponseCode.NameError, out length);

        var type = bytes == 4 ? RecordType.A : RecordType.Aaaa;
        var response = new ResponseWriter(query, buffer, limit, ResponseCode.NoError, authoritative: true);
        if (query.Type == type)
            response.Address(type, _secondsToLive, address[..bytes]);
        else
            response.Authority(_authority);
        length = response.Finish();
        return Answer.Ready;
    }

    private Answer Fail(in DnsQuery query, Span<byte> buffer, int limit, ResponseCode code, out int length)
    {
        var response = new ResponseWriter(query, buffer, limit, code, authoritative: code == ResponseCode.NameError);
        if (code == ResponseCode.NameError)
            response.Authority(_authority);
        length = response.Finish();
        return Answer.Ready;
    }

    private bool IsOwnReverse(ReadOnlySpan<byte> name)
    {
        foreach (byte[] own in _ownReverse)
        {
            if (DnsName.IsUnder(name, own))
                return true;
        }

        return false;
    }

    /// <summary>The reverse zone of a network, rounded to whole labels.</summary>
    private static string ReverseZone(IPNetwork network)
    {
        string[] labels = ZoneRecord.ReverseName(network.BaseAddress).Split('.');
        int bitsPerLabel = network.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 8 : 4;
        return string.Join('.', labels[(labels.Length - 2 - network.PrefixLength / bitsPerLabel)..]);
    }

    private static byte[] StartOfAuthority(DnsOptions options)
    {
        byte[] numbers = new byte[20];
        int[] values = [1, 7200, 1800, 86400, options.SecondsToLive];
        for (int i = 0; i < values.Length; i++)
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(numbers.AsSpan(i * 4), values[i]);
        byte[] data = [.. DnsName.Encode($"ns.dns.{options.Domain}"), .. DnsName.Encode($"hostmaster.{options.Domain}"), .. numbers];
        return RecordBlock.Encode(DnsName.Encode(options.Domain), RecordType.Soa, options.SecondsToLive, data);
    }
}
