using Tiphys.Network.Dns.Wire;

namespace Tiphys.Network.Dns.Zone;

/// <summary>The answers a name has, by type; immutable.</summary>
internal sealed class ZoneBlocks
{
    public static ZoneBlocks None { get; } = new();

    public RecordBlock? A { get; init; }

    public RecordBlock? Aaaa { get; init; }

    public RecordBlock? Srv { get; init; }

    public RecordBlock? SrvAdditional { get; init; }

    public RecordBlock? Cname { get; init; }

    public RecordBlock? Ptr { get; init; }

    public RecordBlock? Txt { get; init; }

    public RecordBlock? Ns { get; init; }

    public RecordBlock? Soa { get; init; }

    public RecordBlock? Of(RecordType type) => type switch
    {
        // RFC 8482: a question for anything may be answered with something.
        RecordType.A => A,
        RecordType.Any => A ?? Aaaa ?? Srv ?? Cname ?? Ptr ?? Txt ?? Soa,
        RecordType.Aaaa => Aaaa,
        RecordType.Srv => Srv,
        RecordType.Cname => Cname,
        RecordType.Ptr => Ptr,
        RecordType.Txt => Txt,
        RecordType.Ns => Ns,
        RecordType.Soa => Soa,
        _ => null,
    };
}
