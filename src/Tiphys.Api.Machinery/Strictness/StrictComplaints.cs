using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Strictness;

/// <summary>What strict decoding found wrong with a body that can be read nevertheless: unknown and doubled fields.</summary>
public sealed class StrictComplaints
{
    private const int Most = 100;
    private readonly List<string> _texts = [];

    /// <summary><c>unknown field "spec.foo"</c>, <c>duplicate field "spec.bar"</c>, in the order found; at most a hundred.</summary>
    public IReadOnlyList<string> Texts => _texts;

    /// <summary>Reads the <c>fieldValidation</c> parameter.</summary>
    /// <exception cref="ApiException">400: none of Ignore, Warn, Strict.</exception>
    public static FieldValidation ParseDirective(string? parameter) => parameter switch
    {
        null or "" or "Warn" => FieldValidation.Warn,
        "Ignore" => FieldValidation.Ignore,
        "Strict" => FieldValidation.Strict,
        _ => throw ApiException.BadRequest(
            $"fieldValidation: Unsupported value: \"{parameter}\": supported values: \"Ignore\", \"Strict\", \"Warn\""),
    };

    public void AddUnknown(string path) => Add($"unknown field \"{path}\"");

    /// <summary>Adds the paths that <see cref="DocReader"/> reported as doubled.</summary>
    public void AddDuplicates(IEnumerable<string> paths)
    {
        foreach (var path in paths)
            Add($"duplicate field \"{path}\"");
    }

    /// <summary>What the directive makes of the complaints on a create, an update or an apply: the texts of Warning headers.</summary>
    /// <exception cref="ApiException">400 if there are complaints and the directive is Strict.</exception>
    public IReadOnlyList<string> Resolve(FieldValidation directive, ResourceInfo resource)
    {
        if (directive == FieldValidation.Strict && _texts.Count > 0)
            throw SchemaFit.NotHandled(resource, Message);
        return directive == FieldValidation.Warn ? _texts : [];
    }

    /// <summary>What the directive makes of the complaints about a patched document: the texts of Warning headers.</summary>
    /// <param name="patched">The document as the error shows it.</param>
    /// <exception cref="ApiException">422 if there are complaints and the directive is Strict.</exception>
    public IReadOnlyList<string> ResolvePatched(FieldValidation directive, DocNode patched)
    {
        if (directive == FieldValidation.Strict && _texts.Count > 0)
            throw InvalidPatch(patched, Message);
        return directive == FieldValidation.Warn ? _texts : [];
    }

    /// <summary>422 for a patch whose outcome is no object of its kind.</summary>
    public static ApiException InvalidPatch(DocNode patched, string detail)
    {
        var message = $"Invalid value: {new DocString(patched.ToString())}: {detail}";
        return new(422, StatusReason.Invalid, $" \"\" is invalid: patch: {message}")
        {
            Causes = [new("FieldValueInvalid", message, "patch")],
        };
    }

    private string Message => $"strict decoding error: {string.Join(", ", _texts)}";

    private void Add(string text)
    {
        if (_texts.Count < Most)
            _texts.Add(text);
    }
}
