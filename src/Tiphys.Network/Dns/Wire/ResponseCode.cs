namespace Tiphys.Network.Dns.Wire;

/// <summary>Outcomes of a question (RFC 1035, 4.1.1; RFC 6891).</summary>
internal enum ResponseCode
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,
    BadVersion = 16,
}
