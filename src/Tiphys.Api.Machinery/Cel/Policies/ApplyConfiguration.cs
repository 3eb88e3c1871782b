using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Functions;
using Tiphys.Api.Machinery.Cel.Schemas;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Api.Machinery.ServerSideApply;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Cel.Policies;

/// <summary>Merges what an ApplyConfiguration expression gives into an object, as server-side apply merges, without owners.</summary>
public static class ApplyConfiguration
{
    /// <returns>The merged copy; null with the reason if the configuration cannot be merged.</returns>
    public static DocObject? Merge(ResourceInfo resource, DocObject live, in CelValue configuration, out string error)
    {
        if (configuration.Kind != CelKind.Object || configuration.AsObject is not StructValue structure || structure.Type.Name != MutationTypes.Object.Name)
        {
            error = $"unsupported return type from ApplyConfiguration expression: {configuration.Type.Name}";
            return null;
        }

        if (Mismatch(configuration, MutationTypes.Object.Name) is { } mismatch)
        {
            error = $"type mismatch: {mismatch}";
            return null;
        }

        if (DocValues.ToDocument(configuration, out error) is not DocObject applied)
            return null;
        var atomics = new List<string>();
        FindAtomics(resource.Schema, applied, "", atomics);
        if (atomics.Count > 0)
        {
            error = $"error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: {string.Join(", ", atomics)}";
            return null;
        }

        applied["apiVersion"] = live["apiVersion"];
        applied["kind"] = live["kind"];
        return DocumentMerge.Merge(resource.Schema, live, applied);
    }

    /// <summary>What is wrong with the names of the types that objects inside a value were written with; null if nothing is.</summary>
    public static string? Mismatch(in CelValue value, string expected)
    {
        if (value.Kind == CelKind.List)
        {
            for (var i = 0; i < value.AsList.Count; i++)
            {
                if (Mismatch(value.AsList[i], expected) is { } inner)
                    return inner;
            }

            return null;
        }

        if (value.Kind == CelKind.Map)
            return Mismatch(value.AsMap, expected);
        if (value.Kind != CelKind.Object || value.AsObject is not StructValue structure)
            return null;
        if (structure.Type.Name != expected)
            return $"unexpected type name \"{structure.Type.Name}\", expected \"{expected}\", which matches field name path from root Object type";
        return structure.Fields.Select(field => Mismatch(field.Value, $"{expected}.{field.Key}")).FirstOrDefault(found => found is not null);
    }

    private static string? Mismatch(CelMap map, string expected) =>
        map.Keys().Select(key => map.TryGet(key, out var value) ? Mismatch(value, expected) : null).FirstOrDefault(found => found is not null);

    /// <summary>Setting a part of what counts as one value would take away the rest of it.</summary>
    private static void FindAtomics(Schema schema, DocNode node, string path, List<string> atomics)
    {
        switch (node)
        {
            case DocObject members:
                if (path.Length > 0 && (schema.IsAtomic || schema.Type == SchemaType.Any) && schema.Type is not SchemaType.IntOrString)
                    atomics.Add(path);
                foreach (var (name, value) in members)
                {
                    var inner = schema.TryGetField(name, out var field) ? field.Schema : schema.Items;
                    if (inner is not null)
                        FindAtomics(inner, value, $"{path}.{name}", atomics);
                }

                break;
            case DocArray items:
                if (schema.ListKind == ListKind.Atomic)
                    atomics.Add(path);
                for (var i = 0; i < items.Count && schema.Items is not null; i++)
                    FindAtomics(schema.Items, items[i], $"{path}[{i}]", atomics);
                break;
        }
    }
}
