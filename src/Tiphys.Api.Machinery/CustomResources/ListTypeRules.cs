using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Validation;

namespace Tiphys.Api.Machinery.CustomResources;

/// <summary>Whether the list type of a schema node fits its elements.</summary>
internal static class ListTypeRules
{
    public static void Validate(DocObject node, FieldPath path, FieldErrors errors)
    {
        var type = node.Text("x-kubernetes-list-type");
        var keys = node.GetArray("x-kubernetes-list-map-keys")?.Strings().ToArray() ?? [];
        if (type.Length > 0 && node.Text("type") != "array")
            errors.Invalid(path.Child("type"), node["type"], "must be array if x-kubernetes-list-type is specified");
        if (type is not ("" or "atomic" or "set" or "map"))
            errors.NotSupported(path.Child("x-kubernetes-list-type"), type, "atomic", "map", "set");
        if (type != "map")
        {
            if (keys.Length > 0)
                errors.Invalid(path.Child("x-kubernetes-list-type"), type, "must be map if x-kubernetes-list-map-keys is non-empty");
            return;
        }

        if (keys.Length == 0)
            errors.Required(path.Child("x-kubernetes-list-map-keys"), "must not be empty if x-kubernetes-list-type is map");
        var items = node.GetObject("items");
        if (items is not null && items.Text("type") != "object")
            errors.Invalid(path.Child("items", "type"), items["type"], "must be object if parent array's x-kubernetes-list-type is map");
        var required = items?.GetArray("required")?.Strings().ToHashSet() ?? [];
        foreach (var key in keys)
            ValidateKey(key, items, required, path, errors);
    }

    private static void ValidateKey(string key, DocObject? items, HashSet<string> required, FieldPath path, FieldErrors errors)
    {
        var at = path.Child("items", "properties").Key(key);
        if (items?.GetObject("properties")?.GetObject(key) is not { } property)
        {
            errors.Invalid(path.Child("x-kubernetes-list-map-keys"), key, "entries must all be names of item properties");
            return;
        }

        if (property.Text("type") is "object" or "array")
            errors.Invalid(at.Child("type"), property["type"], "must be a scalar type if parent array's x-kubernetes-list-type is map");
        if (!property.ContainsKey("default") && !required.Contains(key))
            errors.Required(at.Child("default"), "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property");
    }
}
