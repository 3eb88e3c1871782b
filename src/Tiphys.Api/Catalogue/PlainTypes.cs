using Tiphys.Api.Schemas;

namespace Tiphys.Api.Catalogue;

/// <summary>The schemas of values without a definition.</summary>
internal static class PlainTypes
{
    private static readonly Schema[] Shared = [.. Enum.GetValues<TypeCode>().Select(code => Make(code, default))];

    /// <summary>The one schema of that type that has nothing further to say.</summary>
    public static Schema Of(TypeCode code) => Shared[(int)code];

    public static Schema Make(TypeCode code, in FieldModifiers facts) => new()
    {
        Type = TypeOf(code),
        Format = FormatOf(code),
        PatchStrategy = facts.PatchStrategy,
        PatchMergeKey = facts.PatchMergeKey,
        IsAtomic = facts.Atomic,
        Default = facts.Default,
        IsBuiltIn = true,
        PreserveUnknownFields = code is TypeCode.Any or TypeCode.AnyObject,
    };

    public static SchemaType TypeOf(TypeCode code) => code switch
    {
        TypeCode.Object or TypeCode.Reference => SchemaType.Object,
        TypeCode.Array => SchemaType.Array,
        TypeCode.Map => SchemaType.Map,
        TypeCode.String or TypeCode.Bytes or TypeCode.Time or TypeCode.Duration => SchemaType.String,
        TypeCode.Boolean => SchemaType.Boolean,
        TypeCode.Int32 or TypeCode.Int64 => SchemaType.Integer,
        TypeCode.Double => SchemaType.Number,
        TypeCode.Quantity => SchemaType.Quantity,
        TypeCode.IntOrString => SchemaType.IntOrString,
        TypeCode.AnyObject => SchemaType.Object,
        _ => SchemaType.Any,
    };

    public static string? FormatOf(TypeCode code) => code switch
    {
        TypeCode.Int32 => "int32",
        TypeCode.Int64 => "int64",
        TypeCode.Double => "double",
        TypeCode.Bytes => "byte",
        TypeCode.Time => "date-time",
        TypeCode.IntOrString => "int-or-string",
        _ => null,
    };
}
