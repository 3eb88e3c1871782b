namespace Tiphys.Api.Machinery.Cel.Types;

/// <summary>The families of CEL types.</summary>
public enum CelTypeKind : byte
{
    /// <summary>Not known before evaluation; everything is assignable to and from it.</summary>
    Dyn,

    /// <summary>The type of an expression that has an error already; no further complaint is made about it.</summary>
    Error,
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Duration,
    Timestamp,
    List,
    Map,

    /// <summary>The type of a type.</summary>
    Type,

    /// <summary>A type with named fields.</summary>
    Struct,

    /// <summary>A named type without fields, perhaps with parameters: optional, IP, CIDR.</summary>
    Opaque,

    /// <summary>A type variable of an overload, or a free one that checking made.</summary>
    Variable,
}
