using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Validation;

namespace Tiphys.Api.Machinery.CustomResources.Definitions;

/// <summary>Whether the list type and the map type of a schema node fit the node and its elements.</summary>
internal static class ListTypeRules
{
    private const string ListType = "x-kubernetes-list-type";
    private const string MapType = "x-kubernetes-map-type";
    private const string MapKeys = "x-kubernetes-list-map-keys";

    public static void Validate(DocObject node, FieldPath path, FieldErrors errors)
    {
        if (node.GetString(MapType) is { } mapType)
        {
            DemandType(node, "object", MapType, path, errors);
            if (mapType is not ("atomic" or "granular"))
                errors.NotSupported(path.Child(MapType), mapType, "atomic", "granular");
        }

        var type = node.GetString(ListType);
        if (type is not null && DemandType(node, "array", ListType, path, errors) && type == "set" && node.GetObject("items") is { } elements)
            ValidateElements(elements, path.Child("items"), errors);
        if (type is not (null or "atomic" or "set" or "map"))
            errors.NotSupported(path.Child(ListType), type, "atomic", "set", "map");
        var keys = node.GetArray(MapKeys)?.Strings().ToArray() ?? [];
        if (keys.Length > 0 && type is null)
            errors.Required(path.Child(ListType), $"must be map if {MapKeys} is non-empty");
        else if (keys.Length > 0 && type != "map")
            errors.Invalid(path.Child(ListType), type, $"must be map if {MapKeys} is non-empty");
        if (type == "map")
            ValidateMap(node, keys, path, errors);
        if (type is "map" or "set" && node.GetObject("items") is { } items)
            ValidateNulls(items, type, keys, path.Child("items"), errors);
    }

    private static bool DemandType(DocObject node, string type, string because, FieldPath path, FieldErrors errors)
    {
        if (node.Text("type") == type)
            return true;
        var detail = $"must be {type} if {because} is specified";
        if (node.IsSet("type"))
            errors.Invalid(path.Child("type"), node["type"], detail);
        else
            errors.Required(path.Child("type"), detail);
        return false;
    }

    // Elements of a set are compared as a whole; what is merged into cannot be.
    private static void ValidateElements(DocObject elements, FieldPath path, FieldErrors errors)
    {
        const string Detail = "must be atomic as item of a list with x-kubernetes-list-type=set";
        var listType = elements[ListType] ?? DocNull.Instance;
        if (elements.Text("type") == "array" && elements.GetString(ListType) is not (null or "atomic"))
            errors.Invalid(path.Child(ListType), listType, Detail);
        if (elements.Text("type") == "object" && elements.GetString(MapType) != "atomic")
            errors.Invalid(path.Child(MapType), listType, Detail);
    }

    private static void ValidateMap(DocObject node, string[] keys, FieldPath path, FieldErrors errors)
    {
        if (keys.Length == 0)
            errors.Required(path.Child(MapKeys), "must not be empty if x-kubernetes-list-type is map");
        if (node["items"] is null or DocNull)
            errors.Required(path.Child("items"), "must have a schema if x-kubernetes-list-type is map");
        else if (node["items"] is not DocObject)
            errors.Invalid(path.Child("items"), node["items"], "must only have a single schema if x-kubernetes-list-type is map");
        if (node.GetObject("items") is not { } items)
            return;
        if (items.Text("type") != "object")
        {
            errors.Invalid(path.Child("items", "type"), items.Text("type"), "must be object if parent array's x-kubernetes-list-type is map");
            return;
        }

        var seen = new HashSet<string>();
        foreach (var key in keys)
        {
            if (SchemaParts.Property(items, key) is not { } property)
                errors.Invalid(path.Child(MapKeys), node[MapKeys], "entries must all be names of item properties");
            else if (property.Text("type") is "object" or "array")
                errors.Invalid(path.Child("items", "properties").Key(key).Child("type"), items["type"], "must be a scalar type if parent array's x-kubernetes-list-type is map");
            if (!seen.Add(key))
                errors.Invalid(path.Child(MapKeys), node[MapKeys], "must not contain duplicate entries");
        }
    }

    private static void ValidateNulls(DocObject items, string type, string[] keys, FieldPath path, FieldErrors errors)
    {
        if (items.GetBool("nullable") == true)
            errors.Forbidden(path.Child("nullable"), $"cannot be nullable when x-kubernetes-list-type is {type}");
        var required = items.GetArray("required")?.Strings().ToHashSet() ?? [];
        foreach (var key in type == "map" ? keys : [])
        {
            if (SchemaParts.Property(items, key) is not { } property)
                continue;
            var at = path.Child("properties").Key(key);
            if (!required.Contains(key) && property["default"] is (null or DocNull))
                errors.Required(at.Child("default"), $"this property is in {MapKeys}, so it must have a default or be a required property");
            if (property.GetBool("nullable") == true)
                errors.Forbidden(at.Child("nullable"), $"this property is in {MapKeys}, so it cannot be nullable");
        }
    }
}
