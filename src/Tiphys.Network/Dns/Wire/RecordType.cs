namespace Tiphys.Network.Dns.Wire;

/// <summary>Record types we know (https://www.iana.org/assignments/dns-parameters).</summary>
internal enum RecordType : ushort
{
    A = 1,
    Ns = 2,
    Cname = 5,
    Soa = 6,
    Ptr = 12,
    Txt = 16,
    Aaaa = 28,
    Srv = 33,
    Opt = 41,
    Any = 255,
}
