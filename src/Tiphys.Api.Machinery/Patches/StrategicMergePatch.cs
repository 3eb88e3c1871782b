using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Patches;

/// <summary>
/// Strategic merge patch: a merge patch whose lists merge by the schema's merge keys, with the directives <c>$patch</c>,
/// <c>$retainKeys</c>, <c>$deleteFromPrimitiveList</c> and <c>$setElementOrder</c>.
/// </summary>
/// <remarks>Follows the Kubernetes API conventions and the strategic-merge-patch notes of sig-api-machinery.</remarks>
public static class StrategicMergePatch
{
    /// <summary>The patched document; both inputs are left as they are.</summary>
    /// <exception cref="ApiException">400: a directive is malformed; 500, as upstream has it: lists cannot be merged, or in no such way.</exception>
    public static DocObject Apply(DocObject document, DocObject patch, Schema schema) => MergeObject(document.Clone(), patch.Clone(), schema);

    /// <summary>Merges into <paramref name="original"/>, consuming <paramref name="patch"/>.</summary>
    internal static DocObject MergeObject(DocObject original, DocObject patch, Schema? schema)
    {
        if (patch[StrategicDirectives.Patch] is { } directive)
            return ReplaceOrDelete(patch, directive);
        RetainKeys(original, patch);
        foreach (var name in patch.Names.Where(name => name.StartsWith(StrategicDirectives.SetElementOrder, StringComparison.Ordinal)).ToArray())
            ApplyOrder(original, patch, name, schema);
        foreach (var (name, value) in patch)
        {
            if (name.StartsWith(StrategicDirectives.DeleteFromPrimitiveList, StringComparison.Ordinal))
                DeletePrimitives(original, name[StrategicDirectives.DeleteFromPrimitiveList.Length..], value);
            else
                MergeMember(original, name, value, SchemaOf(schema, name));
        }

        return original;
    }

    private static DocObject ReplaceOrDelete(DocObject patch, DocNode directive)
    {
        switch ((directive as DocString)?.Value)
        {
            case "replace":
                patch.Remove(StrategicDirectives.Patch);
                return patch;
            case "delete":
                return [];
            default:
                throw StrategicDirectives.UnknownPatchType(directive);
        }
    }

    private static void RetainKeys(DocObject original, DocObject patch)
    {
        if (patch[StrategicDirectives.RetainKeys] is not { } directive)
            return;
        patch.Remove(StrategicDirectives.RetainKeys);
        var kept = (directive as DocArray ?? throw ApiException.BadRequest("invalid patch format of retainKeys")).Strings().ToHashSet();
        if (patch.Any(member => member.Value is not DocNull && !StrategicDirectives.IsDirective(member.Key) && !kept.Contains(member.Key)))
            throw ApiException.BadRequest("invalid patch format of retainKeys");
        foreach (var name in original.Names.Where(name => !kept.Contains(name)).ToArray())
            original.Remove(name);
    }

    private static void ApplyOrder(DocObject original, DocObject patch, string directive, Schema? schema)
    {
        var order = patch[directive] as DocArray ?? throw StrategicDirectives.Malformed("the order of a merged list is not a list");
        patch.Remove(directive);
        var name = directive[StrategicDirectives.SetElementOrder.Length..];
        var listSchema = SchemaOf(schema, name);
        if (listSchema is null && schema is not null)
            throw StrategicDirectives.Malformed($"there is no field \"{name}\" whose order could be set");
        if (listSchema?.PatchMergeKey is { } key && order.Any(item => (item as DocObject)?[key] is null))
            throw StrategicDirectives.Malformed($"an element of an order does not contain declared merge key: {key}");
        var current = original[name];
        var change = patch[name];
        if (current is null && change is null)
            return;
        if ((current is not (null or DocArray)) || (change is not (null or DocArray)))
            throw ApiException.BadRequest("invalid patch format of setElementOrder list");
        patch.Remove(name);
        if (change is DocArray changes)
            StrategicLists.EnsureOrderFits(changes, order, listSchema?.PatchMergeKey);
        var before = current as DocArray ?? [];
        var merged = change switch
        {
            null => before,
            _ when current is null => (DocArray)StrategicDirectives.Plain(change)!,
            _ => StrategicLists.Merge(new DocArray(before), (DocArray)change, listSchema),
        };
        original[name] = StrategicLists.Order(merged, order, before, listSchema?.PatchMergeKey);
    }

    private static void DeletePrimitives(DocObject original, string name, DocNode value)
    {
        if (original[name] is not DocArray list)
            return;
        if (value is not DocArray gone)
            throw ApiException.BadRequest("invalid patch format of primitive list");
        if (list.Concat(gone).Select(item => item.GetType()).Distinct().Count() > 1)
            throw StrategicDirectives.Malformed("the elements of a merged list are not all of one type");
        var keys = gone.Select(item => item.ToString()).ToHashSet();
        list.RemoveAll(item => keys.Contains(item.ToString()));
    }

    private static void MergeMember(DocObject original, string name, DocNode value, Schema? schema)
    {
        if (value is DocNull)
        {
            original.Remove(name);
            return;
        }

        original[name] = (original[name], value) switch
        {
            (DocObject current, DocObject change) when StrategyOf(schema) != "replace" => MergeObject(current, change, schema),
            (DocArray current, DocArray change) => StrategicLists.Merge(current, change, schema),
            (DocObject, DocObject change) => change,
            _ => StrategicDirectives.Plain(value),
        };
    }

    /// <summary>The strategy without <c>retainKeys</c>, which only tells clients to send the directive.</summary>
    internal static string? StrategyOf(Schema? schema) =>
        schema?.PatchStrategy?.Split(',').Select(part => part.Trim()).FirstOrDefault(part => part != "retainKeys");

    private static Schema? SchemaOf(Schema? schema, string name) => schema switch
    {
        null => null,
        { Type: SchemaType.Map } => schema.Items,
        _ => schema.TryGetField(name, out var field) ? field.Schema : null,
    };
}
