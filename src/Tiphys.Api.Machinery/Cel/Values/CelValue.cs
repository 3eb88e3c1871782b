using System.Runtime.CompilerServices;
using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Values;

/// <summary>A value of an expression. Small values stand in the struct itself; the rest is one reference to something immutable.</summary>
public readonly struct CelValue
{
    public static readonly CelValue Null;
    public static readonly CelValue True = From(true);
    public static readonly CelValue False = From(false);

    /// <summary>An optional without a value.</summary>
    public static readonly CelValue None = new(CelKind.Optional, 0, 0, null);
    public static readonly CelValue EmptyString = From("");

    private readonly object? _reference;
    private readonly long _bits;
    private readonly int _extra;

    private CelValue(CelKind kind, long bits, int extra, object? reference)
    {
        Kind = kind;
        _bits = bits;
        _extra = extra;
        _reference = reference;
    }

    public CelKind Kind { get; }

    public bool IsError => Kind == CelKind.Error;

    public bool IsTrue => Kind == CelKind.Bool && _bits != 0;

    public bool IsFalse => Kind == CelKind.Bool && _bits == 0;

    public bool IsNumber => Kind is CelKind.Int or CelKind.Uint or CelKind.Double;

    /// <summary>Defined for <see cref="CelKind.Int"/>.</summary>
    public long AsInt => _bits;

    /// <summary>Defined for <see cref="CelKind.Uint"/>.</summary>
    public ulong AsUint => (ulong)_bits;

    /// <summary>Defined for <see cref="CelKind.Double"/>.</summary>
    public double AsDouble => BitConverter.Int64BitsToDouble(_bits);

    /// <summary>Defined for <see cref="CelKind.Duration"/>: nanoseconds.</summary>
    public long AsNanoseconds => _bits;

    /// <summary>Defined for <see cref="CelKind.Timestamp"/>.</summary>
    public CelTime AsTime => new(_bits, _extra);

    /// <summary>Defined for <see cref="CelKind.String"/>.</summary>
    public string AsString => Unsafe.As<string>(_reference!);

    /// <summary>Defined for <see cref="CelKind.Bytes"/>.</summary>
    public byte[] AsBytes => (byte[])_reference!;

    /// <summary>Defined for <see cref="CelKind.List"/>.</summary>
    public CelList AsList => (CelList)_reference!;

    /// <summary>Defined for <see cref="CelKind.Map"/>.</summary>
    public CelMap AsMap => (CelMap)_reference!;

    /// <summary>Defined for <see cref="CelKind.Type"/>.</summary>
    public CelType AsType => (CelType)_reference!;

    /// <summary>Defined for <see cref="CelKind.Object"/>.</summary>
    public CelObject AsObject => (CelObject)_reference!;

    /// <summary>Defined for <see cref="CelKind.Error"/>: what failed, fit for a client.</summary>
    public string ErrorMessage => (string)_reference!;

    /// <summary>Whether an optional has a value.</summary>
    public bool HasValue => _reference is not null;

    /// <summary>The value of an optional that has one.</summary>
    public CelValue OptionalValue => ((StrongBox<CelValue>)_reference!).Value;

    public static CelValue From(bool value) => new(CelKind.Bool, value ? 1 : 0, 0, null);

    public static CelValue From(long value) => new(CelKind.Int, value, 0, null);

    public static CelValue From(ulong value) => new(CelKind.Uint, (long)value, 0, null);

    public static CelValue From(double value) => new(CelKind.Double, BitConverter.DoubleToInt64Bits(value), 0, null);

    public static CelValue From(string value) => new(CelKind.String, 0, 0, value);

    public static CelValue From(byte[] value) => new(CelKind.Bytes, 0, 0, value);

    public static CelValue From(CelTime value) => new(CelKind.Timestamp, value.Seconds, value.Nanoseconds, null);

    public static CelValue From(CelList value) => new(CelKind.List, 0, 0, value);

    public static CelValue From(CelMap value) => new(CelKind.Map, 0, 0, value);

    public static CelValue From(CelType value) => new(CelKind.Type, 0, 0, value);

    public static CelValue From(CelObject value) => new(CelKind.Object, 0, 0, value);

    public static CelValue FromNanoseconds(long nanoseconds) => new(CelKind.Duration, nanoseconds, 0, null);

    public static CelValue Optional(CelValue value) => new(CelKind.Optional, 0, 0, new StrongBox<CelValue>(value));

    public static CelValue Error(string message) => new(CelKind.Error, 0, 0, message);

    /// <summary>The type of the value as <c>type(x)</c> gives it.</summary>
    public CelType Type => Kind switch
    {
        CelKind.Null => CelType.Null,
        CelKind.Bool => CelType.Bool,
        CelKind.Int => CelType.Int,
        CelKind.Uint => CelType.Uint,
        CelKind.Double => CelType.Double,
        CelKind.String => CelType.String,
        CelKind.Bytes => CelType.Bytes,
        CelKind.Timestamp => CelType.Timestamp,
        CelKind.Duration => CelType.Duration,
        CelKind.List => CelType.AnyList,
        CelKind.Map => CelType.AnyMap,
        CelKind.Type => CelType.Type,
        CelKind.Optional => CelType.AnyOptional,
        CelKind.Object => AsObject.Type,
        _ => CelType.Error,
    };

    /// <summary>The value for people: in messages and tests.</summary>
    public override string ToString() => CelText.Display(this);
}
