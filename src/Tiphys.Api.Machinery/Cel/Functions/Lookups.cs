using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>Elements of lists, entries of maps, fields of objects.</summary>
internal static class Lookups
{
    /// <summary>A field or an entry with a string key.</summary>
    public static CelValue Field(in CelValue operand, string name) => operand.Kind switch
    {
        CelKind.Map => operand.AsMap.TryGetField(name, out var value) ? value : CelErrors.NoSuchKey(name),
        CelKind.Object => operand.AsObject.GetField(name),
        CelKind.Optional => operand.HasValue ? OptionalField(operand.OptionalValue, name) : operand,
        CelKind.Error => operand,
        _ => CelErrors.NoSuchKey(name),
    };

    /// <summary>Whether there is such a field or entry; an error if the operand can have none.</summary>
    public static CelValue HasField(in CelValue operand, string name) => operand.Kind switch
    {
        CelKind.Map => CelValue.From(operand.AsMap.TryGetField(name, out _)),
        CelKind.Object => CelValue.From(operand.AsObject.HasField(name)),
        CelKind.Optional => operand.HasValue ? HasField(operand.OptionalValue, name) : CelValue.False,
        CelKind.Error => operand,
        _ => CelErrors.NoSuchOverload,
    };

    /// <summary>The field as an optional: none if it is missing.</summary>
    public static CelValue OptionalField(in CelValue operand, string name)
    {
        if (operand.Kind == CelKind.Optional)
            return operand.HasValue ? OptionalField(operand.OptionalValue, name) : operand;
        var has = HasField(operand, name);
        return has.IsError ? has : has.IsTrue ? CelValue.Optional(Field(operand, name)) : CelValue.None;
    }

    public static CelValue Index(in CelValue operand, in CelValue index)
    {
        switch (operand.Kind)
        {
            case CelKind.Map:
                return operand.AsMap.TryGet(index, out var value) ? value : CelErrors.NoSuchKey(index);
            case CelKind.List:
                if (WholeIndex(index) is not { } at)
                    return index.IsNumber ? CelValue.Error($"unsupported index value {CelText.Display(index)} in list") : CelErrors.NoSuchOverload;
                return at >= 0 && at < operand.AsList.Count ? operand.AsList[(int)at] : CelErrors.IndexOutOfBounds(at);
            case CelKind.Optional:
                return OptionalIndex(operand, index);
            case CelKind.Object when index.Kind == CelKind.String:
                return operand.AsObject.GetField(index.AsString);
            default:
                return CelErrors.NoSuchOverload;
        }
    }

    /// <summary>The element or entry as an optional: none if there is none.</summary>
    public static CelValue OptionalIndex(in CelValue operand, in CelValue index)
    {
        switch (operand.Kind)
        {
            case CelKind.Optional:
                return operand.HasValue ? OptionalIndex(operand.OptionalValue, index) : operand;
            case CelKind.Map:
                return operand.AsMap.TryGet(index, out var value) ? CelValue.Optional(value) : CelValue.None;
            case CelKind.List:
                return WholeIndex(index) is { } at && at >= 0 && at < operand.AsList.Count ? CelValue.Optional(operand.AsList[(int)at]) : CelValue.None;
            default:
                return CelErrors.NoSuchOverload;
        }
    }

    public static bool Contains(CelList list, in CelValue value)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (CelEquality.AreEqual(list[i], value))
                return true;
        }

        return false;
    }

    private static long? WholeIndex(in CelValue index) => index.Kind switch
    {
        CelKind.Int => index.AsInt,
        CelKind.Uint => index.AsUint <= long.MaxValue ? (long)index.AsUint : null,
        CelKind.Double when index.AsDouble == Math.Floor(index.AsDouble) && Math.Abs(index.AsDouble) < 9e15 => (long)index.AsDouble,
        _ => null,
    };
}
