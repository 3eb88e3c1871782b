using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Values;

/// <summary>A value of a type that a library brings.</summary>
public abstract class CelObject
{
    public abstract CelType Type { get; }

    /// <summary>Equality with another value of the same type.</summary>
    public virtual bool ValueEquals(CelObject other) => ReferenceEquals(this, other);

    /// <summary>A field of a struct; an error if it has no such field.</summary>
    public virtual CelValue GetField(string name) => CelValue.Error($"no such key: {name}");

    public virtual bool HasField(string name) => false;

    /// <summary>What the value counts in cost estimates.</summary>
    public virtual int Size => 1;
}
