using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Verbs;

/// <summary>The body of a patch, read and bounded once, when the object it is for has been found: writes that are tried again use it again.</summary>
internal sealed class PatchBody(WriteRequest request, byte[] utf8)
{
    private readonly List<string>? _duplicates = request.Validation == FieldValidation.Ignore ? null : [];
    private DocNode? _patch;

    /// <exception cref="Api.Errors.ApiException">400: it is no JSON; 413: there is too much in it.</exception>
    public DocNode Patch => _patch ??= Read();

    /// <summary>The paths of members that were given twice; none if nobody wants to know.</summary>
    public IReadOnlyList<string> Duplicates => _duplicates ?? [];

    private DocNode Read()
    {
        var patch = Api.Machinery.Patches.Patch.Read(utf8, _duplicates);
        ObjectRules.EnsureBounded(patch);
        return patch;
    }
}
