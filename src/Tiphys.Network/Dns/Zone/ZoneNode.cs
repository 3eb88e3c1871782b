using Tiphys.Network.Dns.Wire;

namespace Tiphys.Network.Dns.Zone;

/// <summary>A name of the zone. Readers see <see cref="Blocks"/>; everything else is the writer's.</summary>
internal sealed class ZoneNode(byte[] name)
{
    private volatile ZoneBlocks _blocks = ZoneBlocks.None;

    public byte[] Name { get; } = name;

    public ZoneBlocks Blocks => _blocks;

    /// <summary>False for a name that only exists because of others below it.</summary>
    public bool HasRecords => !ReferenceEquals(_blocks, ZoneBlocks.None);

    public List<(object Owner, ZoneRecord Record)> Records { get; } = [];

    /// <summary>Names directly or further below, plus claims that the name exists without records.</summary>
    public int Holders { get; set; }

    /// <summary>Makes the blocks anew.</summary>
    /// <param name="addresses">The addresses of a name, for the additional section of SRV answers.</param>
    public void Rebuild(int secondsToLive, Func<string, IEnumerable<ZoneRecord>> addresses)
    {
        if (Records.Count == 0)
        {
            _blocks = ZoneBlocks.None;
            return;
        }

        var byType = Records.Select(held => held.Record).GroupBy(record => record.Type).ToDictionary(
            group => group.Key,
            group => RecordBlock.Of(RecordBlock.QuestionName, group.Key, secondsToLive, [.. group.Select(record => record.Data).DistinctBy(Convert.ToHexString)]));
        var glue = Records.Select(held => held.Record.Target).OfType<string>().Distinct().SelectMany(addresses).ToList();
        RecordBlock? additional = null;
        foreach (var address in glue)
        {
            var one = RecordBlock.Of(DnsName.Encode(address.Name), address.Type, secondsToLive, [address.Data]);
            additional = additional is null ? one : additional.Concat(one);
        }

        _blocks = new ZoneBlocks
        {
            A = byType.GetValueOrDefault(RecordType.A),
            Aaaa = byType.GetValueOrDefault(RecordType.Aaaa),
            Srv = byType.GetValueOrDefault(RecordType.Srv),
            SrvAdditional = additional,
            Cname = byType.GetValueOrDefault(RecordType.Cname),
            Ptr = byType.GetValueOrDefault(RecordType.Ptr),
            Txt = byType.GetValueOrDefault(RecordType.Txt),
            Ns = byType.GetValueOrDefault(RecordType.Ns),
            Soa = byType.GetValueOrDefault(RecordType.Soa),
        };
    }
}
