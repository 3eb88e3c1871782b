using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>
/// Steps of field paths in the text form of fieldsV1: <c>f:name</c> a field, <c>k:{"name":"a"}</c> an element of a keyed list,
/// <c>v:"a"</c> a value of a set, <c>i:0</c> a position.
/// </summary>
internal static class PathStep
{
    // Names of fields repeat from object to object; a lossy table saves most of their steps from being made again.
    private const int Slots = 4096;

    // Its name is optional and yet a key: where it is missing, it is empty.
    private const string NamedReference = "io.k8s.api.core.v1.LocalObjectReference";
    private static readonly string?[] FieldSteps = new string?[Slots];

    public static string Field(string name)
    {
        ref var slot = ref FieldSteps[name.GetHashCode() & (Slots - 1)];
        var known = Volatile.Read(ref slot);
        if (known is not null && known.AsSpan(2).SequenceEqual(name))
            return known;
        var made = "f:" + name;
        Volatile.Write(ref slot, made);
        return made;
    }

    public static bool IsField(string step) => step.StartsWith("f:", StringComparison.Ordinal);

    public static string FieldName(string step) => step[2..];

    /// <summary>The step to a list's element; null if the element has none because every key is missing. Some of the keys tell it apart too.</summary>
    public static string? Element(Schema list, DocNode element)
    {
        if (list.ListKind == ListKind.Set)
            return "v:" + element;
        if (element is not DocObject fields)
            return null;
        var key = new DocObject();
        foreach (var name in list.ListMapKeys.Order(StringComparer.Ordinal))
        {
            var value = fields[name] is { } given and not DocNull ? given : DefaultOf(list.Items, name);
            if (value is not null)
                key.Set(name, value);
        }

        return key.Count > 0 ? "k:" + key : null;
    }

    /// <summary>Writes steps as messages show them: <c>.spec.containers[name="a"].image</c>.</summary>
    public static string Describe(IEnumerable<string> steps)
    {
        var text = new StringBuilder();
        foreach (var step in steps)
        {
            if (IsField(step))
                text.Append('.').Append(FieldName(step));
            else if (step[0] == 'k')
                text.Append('[').AppendJoin(',', ((DocObject)Parse(step)).Select(pair => $"{pair.Key}={pair.Value}")).Append(']');
            else if (step[0] == 'v')
                text.Append("[=").Append(step.AsSpan(2)).Append(']');
            else
                text.Append('[').Append(step.AsSpan(2)).Append(']');
        }

        return text.ToString();
    }

    private static DocNode Parse(string step) => DocReader.Parse(Encoding.UTF8.GetBytes(step[2..]));

    // Required scalars of built-in kinds are zero where they are missing: validation says so afterwards.
    private static DocNode? DefaultOf(Schema? element, string name)
    {
        if (element is null || !element.TryGetField(name, out var field))
            return null;
        if (element.Name == NamedReference)
            return field.Schema.Default ?? "";
        if (field.Schema.Default is { } given || !field.Required || element.Name?.StartsWith("io.k8s.", StringComparison.Ordinal) != true)
            return field.Schema.Default;
        return field.Schema.Type switch
        {
            SchemaType.String => "",
            SchemaType.Integer => 0L,
            _ => null,
        };
    }

    /// <summary>The order of the encoded form: fields, keys, values, positions, each by text.</summary>
    public static int Compare(string left, string right)
    {
        var order = left[0] == right[0] ? 0 : Rank(left[0]).CompareTo(Rank(right[0]));
        return order != 0 ? order : string.CompareOrdinal(left, right);
    }

    private static int Rank(char kind) => "fkvi".IndexOf(kind);
}
