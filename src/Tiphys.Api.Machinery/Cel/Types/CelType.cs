namespace Tiphys.Api.Machinery.Cel.Types;

/// <summary>A CEL type. Immutable; two types are the same if their kind, name and parameters are.</summary>
public sealed class CelType : IEquatable<CelType>
{
    private const string OptionalName = "optional_type";

    public static readonly CelType Dyn = new(CelTypeKind.Dyn, "dyn");
    public static readonly CelType Error = new(CelTypeKind.Error, "!error!");
    public static readonly CelType Null = new(CelTypeKind.Null, "null_type");
    public static readonly CelType Bool = new(CelTypeKind.Bool, "bool");
    public static readonly CelType Int = new(CelTypeKind.Int, "int");
    public static readonly CelType Uint = new(CelTypeKind.Uint, "uint");
    public static readonly CelType Double = new(CelTypeKind.Double, "double");
    public static readonly CelType String = new(CelTypeKind.String, "string");
    public static readonly CelType Bytes = new(CelTypeKind.Bytes, "bytes");
    public static readonly CelType Duration = new(CelTypeKind.Duration, "google.protobuf.Duration");
    public static readonly CelType Timestamp = new(CelTypeKind.Timestamp, "google.protobuf.Timestamp");
    public static readonly CelType Type = new(CelTypeKind.Type, "type");
    public static readonly CelType AnyList = List(Dyn);
    public static readonly CelType AnyMap = Map(Dyn, Dyn);
    public static readonly CelType AnyOptional = Optional(Dyn);

    private readonly Func<string, CelType?>? _fields;

    private CelType(CelTypeKind kind, string name, params CelType[] parameters)
    {
        Kind = kind;
        Name = name;
        Parameters = parameters;
    }

    private CelType(string name, Func<string, CelType?> fields)
        : this(CelTypeKind.Struct, name)
    {
        _fields = fields;
    }

    public CelTypeKind Kind { get; }

    /// <summary>The name as <c>type(x)</c> shows it.</summary>
    public string Name { get; }

    public IReadOnlyList<CelType> Parameters { get; }

    public bool IsOptional => Kind == CelTypeKind.Opaque && Name == OptionalName;

    public bool IsDynOrError => Kind is CelTypeKind.Dyn or CelTypeKind.Error;

    /// <summary>True if a value of the type can be told from values of every other type before evaluation.</summary>
    public bool IsConcrete => Kind is not (CelTypeKind.Dyn or CelTypeKind.Error or CelTypeKind.Variable);

    /// <summary>Bool, numbers, times: values of one size.</summary>
    public bool IsScalar => Kind is CelTypeKind.Bool or CelTypeKind.Int or CelTypeKind.Uint or CelTypeKind.Double or CelTypeKind.Duration or CelTypeKind.Timestamp
        || (IsOptional && Parameters[0].IsScalar);

    public static CelType List(CelType element) => new(CelTypeKind.List, "list", element);

    public static CelType Map(CelType key, CelType value) => new(CelTypeKind.Map, "map", key, value);

    public static CelType Optional(CelType value) => new(CelTypeKind.Opaque, OptionalName, value);

    public static CelType TypeOf(CelType type) => new(CelTypeKind.Type, "type", type);

    public static CelType Variable(string name) => new(CelTypeKind.Variable, name);

    public static CelType Opaque(string name, params CelType[] parameters) => new(CelTypeKind.Opaque, name, parameters);

    /// <param name="fields">The type of a field, null if there is no such field. Must always give the same answer.</param>
    public static CelType Struct(string name, Func<string, CelType?> fields) => new(name, fields);

    /// <summary>A struct no field of which is visible to expressions.</summary>
    public static CelType Struct(string name) => new(name, _ => null);

    /// <summary>The type of a field of a struct, null if there is none.</summary>
    public CelType? FieldType(string name) => _fields?.Invoke(name);

    /// <summary>The same type with other parameters.</summary>
    public CelType With(CelType[] parameters) => new(Kind, Name, parameters);

    public bool Equals(CelType? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || Kind != other.Kind || Name != other.Name || Parameters.Count != other.Parameters.Count)
            return false;
        for (var i = 0; i < Parameters.Count; i++)
        {
            if (!Parameters[i].Equals(other.Parameters[i]))
                return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is CelType other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Kind, Name, Parameters.Count);

    /// <summary>The type as compile errors write it.</summary>
    public override string ToString() => Kind switch
    {
        CelTypeKind.Null => "null",
        CelTypeKind.Duration => "duration",
        CelTypeKind.Timestamp => "timestamp",
        _ when Parameters.Count == 0 => Name,
        _ => $"{Name}({string.Join(", ", Parameters)})",
    };
}
