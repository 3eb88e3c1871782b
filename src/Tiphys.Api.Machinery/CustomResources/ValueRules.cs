using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Validation;

namespace Tiphys.Api.Machinery.CustomResources;

/// <summary>
/// The value validations of OpenAPI v3 as structural schemas allow them: bounds, lengths, patterns, enumerations, required fields and
/// the junctors allOf, anyOf, oneOf and not, whose branches may look into properties and items.
/// </summary>
internal static class ValueRules
{
    public static void Validate(DocObject rules, DocNode value, FieldPath path, FieldErrors errors)
    {
        if (value is DocNull && rules.GetBool("nullable") == true)
            return;
        ValidateEnum(rules, value, path, errors);
        if (rules.GetString("format") is { } format)
            Formats.Validate(format, value, path, errors);
        switch (value)
        {
            case DocNumber number:
                NumberRules.Validate(rules, number, path, errors);
                break;
            case DocString text:
                TextRules.Validate(rules, text, path, errors);
                break;
            case DocArray list:
                ValidateList(rules, list, path, errors);
                break;
            case DocObject fields:
                ValidateObject(rules, fields, path, errors);
                break;
        }

        ValidateJunctors(rules, value, path, errors);
    }

    /// <param name="rules">Null for none.</param>
    public static void ValidateEnum(DocObject? rules, DocNode value, FieldPath path, FieldErrors errors)
    {
        if (rules?.GetArray("enum") is { } allowed && !AllowedValues.Contain(allowed, value))
            errors.NotSupported(path, value, allowed.Select(entry => entry is DocString text ? text.Value : entry.ToString()));
    }

    private static bool Fits(DocObject rules, DocNode value, FieldPath path)
    {
        if (rules.GetString("type") is { Length: > 0 } type && !HasType(type, value))
            return false;
        var errors = new FieldErrors();
        Validate(rules, value, path, errors);
        return errors.IsEmpty;
    }

    private static bool HasType(string type, DocNode value) => type switch
    {
        "object" => value is DocObject,
        "array" => value is DocArray,
        "string" => value is DocString,
        "boolean" => value is DocBool,
        "integer" => value is DocNumber number && number.TryGetInt64(out _),
        "number" => value is DocNumber,
        _ => true,
    };

    private static void ValidateList(DocObject rules, DocArray list, FieldPath path, FieldErrors errors)
    {
        if (rules.GetInt64("maxItems") is { } most && list.Count > most)
            errors.TooMany(path, list.Count, (int)most);
        if (rules.GetInt64("minItems") is { } least && list.Count < least)
            errors.Invalid(path, list.Count, $"{path} in body should have at least {least} items");
        if (rules.GetBool("uniqueItems") == true && list.Select(item => item.ToString()).Distinct().Count() < list.Count)
            errors.Invalid(path, list, $"{path} in body shouldn't contain duplicates");
        if (rules.GetObject("items") is not { } items)
            return;
        for (var i = 0; i < list.Count; i++)
            Validate(items, list[i], path.Index(i), errors);
    }

    private static void ValidateObject(DocObject rules, DocObject fields, FieldPath path, FieldErrors errors)
    {
        foreach (var name in rules.GetArray("required")?.Strings() ?? [])
        {
            if (!fields.ContainsKey(name))
                errors.Required(path.Child(name));
        }

        if (rules.GetInt64("maxProperties") is { } most && fields.Count > most)
            errors.TooMany(path, fields.Count, (int)most);
        if (rules.GetInt64("minProperties") is { } least && fields.Count < least)
            errors.Invalid(path, fields.Count, $"{path} in body should have at least {least} properties");
        var properties = rules.GetObject("properties");
        foreach (var (name, value) in fields)
        {
            if (properties?.GetObject(name) is { } rule)
                Validate(rule, value, path.Child(name), errors);
            else if (rules.GetObject("additionalProperties") is { } other)
                Validate(other, value, path.Child(name), errors);
        }
    }

    private static void ValidateJunctors(DocObject rules, DocNode value, FieldPath path, FieldErrors errors)
    {
        foreach (var rule in rules.GetArray("allOf")?.Objects() ?? [])
            Validate(rule, value, path, errors);
        if (rules.GetArray("anyOf") is { Count: > 0 } any && !any.Objects().Any(rule => Fits(rule, value, path)))
            errors.Invalid(path, value, $"{path} in body must validate at least one schema (anyOf)");
        if (rules.GetArray("oneOf") is { Count: > 0 } one && one.Objects().Count(rule => Fits(rule, value, path)) is var fitting and not 1)
        {
            var found = fitting == 0 ? "none valid" : $"{fitting} valid alternatives";
            errors.Invalid(path, value, $"{path} in body must validate one and only one schema (oneOf). Found {found}");
        }

        if (rules.GetObject("not") is { } not && Fits(not, value, path))
            errors.Invalid(path, value, $"{path} in body must not validate the schema (not)");
    }
}
