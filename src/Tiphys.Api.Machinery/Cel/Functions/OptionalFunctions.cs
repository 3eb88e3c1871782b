using Tiphys.Api.Machinery.Cel.Syntax;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>Optional values.</summary>
internal static class OptionalFunctions
{
    public static void Declare(Declarations declare)
    {
        declare.Global("optional.of", "V -> optional(V)", a => CelValue.Optional(a[0]));
        declare.Global("optional.ofNonZeroValue", "V -> optional(V)", a => IsZero(a[0]) ? CelValue.None : CelValue.Optional(a[0]));
        declare.Global("optional.none", "-> optional(V)", _ => CelValue.None);
        declare.Global("optional.unwrap", "list(optional(V)) -> list(V)", a => Unwrap(a[0].AsList));
        declare.Member("unwrapOpt", "list(optional(V)) -> list(V)", a => Unwrap(a[0].AsList));
        declare.Member("value", "optional(V) -> V", a => a[0].HasValue ? a[0].OptionalValue : CelErrors.EmptyOptional);
        declare.Member("hasValue", "optional(V) -> bool", a => CelValue.From(a[0].HasValue));
        declare.Member("or", "optional(V), optional(V) -> optional(V)", a => a[0].HasValue ? a[0] : a[1]);
        declare.Member("orValue", "optional(V), V -> V", a => a[0].HasValue ? a[0].OptionalValue : a[1]);
        declare.Member("first", "list(V) -> optional(V)", a => At(a[0].AsList, 0));
        declare.Member("last", "list(V) -> optional(V)", a => At(a[0].AsList, a[0].AsList.Count - 1));
        declare.Global(Operators.OptionalSelect, "dyn, string -> optional(V)", a => Lookups.OptionalField(a[0], a[1].AsString));
        declare.Global(Operators.OptionalIndex, "list(V), int -> optional(V)", a => Lookups.OptionalIndex(a[0], a[1]));
        declare.Global(Operators.OptionalIndex, "optional(list(V)), int -> optional(V)", a => Lookups.OptionalIndex(a[0], a[1]));
        declare.Global(Operators.OptionalIndex, "map(K, V), K -> optional(V)", a => Lookups.OptionalIndex(a[0], a[1]));
        declare.Global(Operators.OptionalIndex, "optional(map(K, V)), K -> optional(V)", a => Lookups.OptionalIndex(a[0], a[1]));
        declare.Global("cel.@mapInsert", "map(K, V), K, V -> map(K, V)", a => Insert(a[0].AsMap, a[1], a[2]));
        declare.Global("cel.@mapInsert", "map(K, V), map(K, V) -> map(K, V)", a => InsertAll(a[0].AsMap, a[1].AsMap));
    }

    private static bool IsZero(in CelValue value) => value.Kind switch
    {
        CelKind.Null => true,
        CelKind.Bool => value.IsFalse,
        CelKind.Int or CelKind.Uint or CelKind.Duration => value.AsInt == 0,
        CelKind.Double => value.AsDouble == 0,
        CelKind.String => value.AsString.Length == 0,
        CelKind.Bytes => value.AsBytes.Length == 0,
        CelKind.List => value.AsList.Count == 0,
        CelKind.Map => value.AsMap.Count == 0,
        CelKind.Optional => !value.HasValue,
        CelKind.Timestamp => value.AsTime.Seconds == CelTime.Earliest && value.AsTime.Nanoseconds == 0,
        _ => false,
    };

    private static CelValue At(CelList list, int index) => list.Count == 0 ? CelValue.None : CelValue.Optional(list[index]);

    private static CelValue Unwrap(CelList list)
    {
        var items = new List<CelValue>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Kind != CelKind.Optional)
                return CelValue.Error($"value {CelText.Display(list[i])} is not optional");
            if (list[i].HasValue)
                items.Add(list[i].OptionalValue);
        }

        return CelValue.From(new ArrayList(items));
    }

    private static CelValue Insert(CelMap map, in CelValue key, in CelValue value)
    {
        // Only macros call this, with an accumulator that nobody else can see: it grows in place.
        var grown = map as DictionaryMap ?? Copy(map);
        return grown.TryAdd(key, value) ? CelValue.From(grown) : CelValue.Error($"insert failed: key {CelText.Display(key)} already exists");
    }

    private static CelValue InsertAll(CelMap map, CelMap more)
    {
        var result = CelValue.From(map);
        foreach (var key in more.Keys())
        {
            more.TryGet(key, out var value);
            result = Insert(result.AsMap, key, value);
            if (result.IsError)
                break;
        }

        return result;
    }

    private static DictionaryMap Copy(CelMap map)
    {
        var copy = new DictionaryMap();
        foreach (var key in map.Keys())
        {
            map.TryGet(key, out var value);
            copy.TryAdd(key, value);
        }

        return copy;
    }
}
