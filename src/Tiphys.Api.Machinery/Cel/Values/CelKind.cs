namespace Tiphys.Api.Machinery.Cel.Values;

/// <summary>What a value is.</summary>
public enum CelKind : byte
{
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Timestamp,
    Duration,
    List,
    Map,
    Type,
    Optional,

    /// <summary>A value of a library's own type: a URL, an IP address, a quantity, an authorizer.</summary>
    Object,

    /// <summary>An evaluation that failed; an operand that <c>&amp;&amp;</c> and <c>||</c> may do without.</summary>
    Error,
}
