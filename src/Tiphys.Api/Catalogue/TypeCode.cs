namespace Tiphys.Api.Catalogue;

/// <summary>The type of a value in the embedded catalogue.</summary>
internal enum TypeCode : byte
{
    /// <summary>An object with fields of its own; only as the type of a definition.</summary>
    Object,

    /// <summary>A definition.</summary>
    Reference,
    Array,
    Map,
    String,
    Boolean,
    Int32,
    Int64,
    Double,

    /// <summary>Base64 in JSON.</summary>
    Bytes,

    /// <summary>RFC 3339, whole seconds or with six digits (MicroTime).</summary>
    Time,

    /// <summary>Go's duration text.</summary>
    Duration,
    Quantity,
    IntOrString,

    /// <summary>Any JSON.</summary>
    Any,

    /// <summary>Any JSON object.</summary>
    AnyObject,
}
