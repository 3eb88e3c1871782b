using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation;

/// <summary>Short ways through documents for validators: missing and empty are the same unless a rule says otherwise.</summary>
internal static class ValidationExtensions
{
    /// <summary>The string member; empty if it is missing.</summary>
    public static string Text(this DocObject document, string name) => document.GetString(name) ?? "";

    public static bool IsSet(this DocObject document, string name) => document[name] is not (null or DocNull or DocString { IsEmpty: true });

    /// <summary>The objects of a list with their paths.</summary>
    public static IEnumerable<(DocObject Item, FieldPath Path)> Items(this DocObject document, string name, FieldPath path)
    {
        if (document.GetArray(name) is not { } list)
            yield break;
        var at = path.Child(name);
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is DocObject item)
                yield return (item, at.Index(i));
        }
    }

    /// <summary>The strings of a list with their paths.</summary>
    public static IEnumerable<(string Value, FieldPath Path)> Texts(this DocObject document, string name, FieldPath path)
    {
        if (document.GetArray(name) is not { } list)
            yield break;
        var at = path.Child(name);
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is DocString item)
                yield return (item.Value, at.Index(i));
        }
    }

    public static bool SameAs(this DocNode? left, DocNode? right) => left is null ? right is null : left.DeepEquals(right);

    /// <summary>Refuses a change of a member, in upstream's words.</summary>
    public static void Immutable(this FieldErrors errors, DocObject? updated, DocObject? old, string name, FieldPath path)
    {
        if (!SemanticEquality.AreEqual(updated?[name], old?[name], zerosToo: true))
            errors.Invalid(path.Child(name), updated?[name] ?? DocNull.Instance, "field is immutable");
    }

    /// <summary>Demands a member and one of a few values for it.</summary>
    public static void OneOf(this FieldErrors errors, DocObject document, string name, FieldPath path, params string[] supported)
    {
        if (!document.IsSet(name))
            errors.Required(path.Child(name));
        else
            errors.OneOfIfSet(document, name, path, supported);
    }

    /// <summary>Demands one of a few values for a member if it is there. The values are named in the given order.</summary>
    public static void OneOfIfSet(this FieldErrors errors, DocObject document, string name, FieldPath path, params string[] supported)
    {
        if (document.IsSet(name) && !supported.Contains(document.Text(name)))
            errors.NotSupported(path.Child(name), document[name], supported);
    }

    /// <summary>As <see cref="OneOfIfSet"/>, where an empty text is a wrong value and not a missing one: a pointer upstream.</summary>
    public static void OneOfIfGiven(this FieldErrors errors, DocObject document, string name, FieldPath path, params string[] supported)
    {
        if (document[name] is DocString text && !supported.Contains(text.Value))
            errors.NotSupported(path.Child(name), text, supported);
    }

    /// <summary>Demands one of a few values for a member; a missing one is a wrong value. The values are named in the given order.</summary>
    public static void Supported(this FieldErrors errors, DocObject document, string name, FieldPath path, params string[] supported)
    {
        if (!supported.Contains(document.Text(name)))
            errors.NotSupported(path.Child(name), document.Text(name), supported);
    }

    public static void NonNegative(this FieldErrors errors, DocObject? document, string name, FieldPath path)
    {
        if (document?.GetInt64(name) is < 0)
            errors.Invalid(path.Child(name), document[name], "must be greater than or equal to 0");
    }

    public static void Positive(this FieldErrors errors, DocObject? document, string name, FieldPath path)
    {
        if (document?.GetInt64(name) is <= 0)
            errors.Invalid(path.Child(name), document[name], "must be greater than 0");
    }

    public static void RequiredText(this FieldErrors errors, DocObject document, string name, FieldPath path)
    {
        if (!document.IsSet(name))
            errors.Required(path.Child(name));
    }
}
