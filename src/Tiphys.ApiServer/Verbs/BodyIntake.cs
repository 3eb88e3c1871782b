using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Verbs;

/// <summary>Reads bodies into documents that fit their schema, and applies the client's wish about fields nobody knows or that were given twice.</summary>
internal static class BodyIntake
{
    /// <summary>The body as an object of the request's resource.</summary>
    /// <exception cref="ApiException">400, 413 or 415.</exception>
    public static async ValueTask<DocObject> ReadObjectAsync(WriteRequest request)
    {
        var duplicates = request.Validation == FieldValidation.Ignore ? null : new List<string>();
        var document = await ReadAsync(request.Context, duplicates).ConfigureAwait(false)
            ?? throw ApiException.BadRequest("the body of the request was empty");
        ObjectRules.EnsureKind(request.Resource, document);
        var complaints = SchemaFit.Fit(request.Resource, document);
        complaints.AddDuplicates(duplicates ?? []);
        Warn(request, complaints.Resolve(request.Validation, request.Resource));
        return document;
    }

    /// <summary>The body as a document; null if it is empty.</summary>
    public static async ValueTask<DocObject?> ReadAsync(RequestContext context, List<string>? duplicates = null)
    {
        var body = await BodyReader.ReadAsync(context.Http.Request, context.Aborted).ConfigureAwait(false);
        if (body.Length == 0)
            return null;
        var document = BodyDecoder.Decode(context.Http.Request, body, duplicates);
        ObjectRules.EnsureBounded(document);
        if (context.KeepBodies)
            context.RequestObject = document.DeepClone();
        return document;
    }

    public static void Warn(WriteRequest request, IReadOnlyList<string> texts)
    {
        if (texts.Count > 0)
            request.Context.Warnings.AddRange(texts);
    }
}
