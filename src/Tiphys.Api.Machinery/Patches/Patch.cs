using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Patches;

/// <summary>The three patches that are functions of a document and a body. Server-side apply is apart: it needs managers and time.</summary>
public static class Patch
{
    /// <summary>The patch that a content type names for a resource.</summary>
    /// <param name="contentType">The header's value; parameters behind a semicolon do not count.</param>
    /// <exception cref="ApiException">415: no patch of this resource has that content type.</exception>
    public static PatchKind KindOf(string? contentType, ResourceInfo resource)
    {
        var mediaType = (contentType ?? "").Split(';')[0].Trim();
        switch (mediaType)
        {
            case "application/json-patch+json":
                return PatchKind.Json;
            case "application/merge-patch+json":
                return PatchKind.Merge;
            case "application/strategic-merge-patch+json" when !resource.IsCustom:
                return PatchKind.StrategicMerge;
            case "application/apply-patch+yaml" or "application/apply-patch+cbor":
                return PatchKind.Apply;
        }

        // Upstream's router refuses it for kinds of its own, before a handler could say what would do.
        throw resource.IsCustom
            ? new ApiException(
                415,
                StatusReason.UnsupportedMediaType,
                "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, " +
                "application/merge-patch+json, application/apply-patch+yaml")
            : new ApiException(415, StatusReason.UnsupportedMediaType, "415: Unsupported Media Type") { DetailsKind = "" };
    }

    /// <summary>Applies a patch. The document is left as it is.</summary>
    /// <param name="body">JSON; the bytes must not change while the result is in use.</param>
    /// <exception cref="ApiException">400: the body is no such patch; 422: it does not fit the document; 413: too many operations.</exception>
    public static DocObject Apply(PatchKind kind, DocObject document, ReadOnlyMemory<byte> body, ResourceInfo resource) =>
        Apply(kind, document, Read(body), resource);

    /// <summary>Applies a patch that has been read. Document and patch are left as they are.</summary>
    /// <exception cref="ApiException">As the other.</exception>
    public static DocObject Apply(PatchKind kind, DocObject document, DocNode patch, ResourceInfo resource)
    {
        if (patch is DocNull && kind is PatchKind.Json or PatchKind.StrategicMerge)
            return document.Clone();
        var patched = kind switch
        {
            PatchKind.Json => JsonPatch.Apply(document, patch),
            PatchKind.Merge => JsonMergePatch.Apply(document, patch as DocObject ?? throw ApiException.BadRequest("Invalid JSON Patch")),
            PatchKind.StrategicMerge => StrategicMergePatch.Apply(
                document,
                patch as DocObject ?? throw ApiException.BadRequest("invalid JSON document"),
                resource.Schema),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "server-side apply is not a patch of this kind"),
        };
        return patched as DocObject ?? throw Unprocessable();
    }

    /// <summary>422 for a patch that is well formed and cannot be applied, worded as upstream does for all of them.</summary>
    internal static ApiException Unprocessable() => new(422, StatusReason.Invalid, "the server rejected our request due to an error in our request")
    {
        DetailsKind = "",
    };

    /// <summary>Reads a patch's body.</summary>
    /// <param name="body">JSON; the bytes must not change while the patch or what came of it is in use.</param>
    /// <param name="duplicates">Receives the paths of doubled members of the body, if given.</param>
    /// <exception cref="ApiException">400: the body is no JSON.</exception>
    public static DocNode Read(ReadOnlyMemory<byte> body, List<string>? duplicates = null)
    {
        try
        {
            return DocReader.Parse(body, duplicates);
        }
        catch (DocFormatException e)
        {
            throw ApiException.BadRequest($"error decoding patch: {e.Message}");
        }
    }
}
