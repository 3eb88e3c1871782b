using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.CustomResources;

/// <summary>Asks a definition's conversion webhook (apiextensions.k8s.io/v1 ConversionReview) and believes its answer only as far as conversion may go.</summary>
internal sealed class ConversionWebhook(WebhookClients clients)
{
    /// <summary>Upstream's bound of one conversion.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <exception cref="ApiException">500: the webhook cannot be reached, refuses, or answers something else than was asked.</exception>
    public async Task<IReadOnlyList<DocObject>> ConvertAsync(
        ResourceInfo resource, DocObject conversion, IReadOnlyList<DocObject> documents, string target, CancellationToken cancellationToken)
    {
        var uid = Guid.NewGuid().ToString();
        var review = new DocObject
        {
            { "kind", "ConversionReview" },
            { "apiVersion", "apiextensions.k8s.io/v1" },
            { "request", new DocObject { { "uid", uid }, { "desiredAPIVersion", target }, { "objects", new DocArray(documents) } } },
        };
        var response = (await AskAsync(resource, conversion, review, cancellationToken).ConfigureAwait(false)).GetObject("response");
        if (response?.GetString("uid") != uid)
            throw Failed(resource, "the answer's uid is not the request's");
        if (response.StringAt("result", "status") != "Success")
            throw Failed(resource, response.StringAt("result", "message"));
        var converted = response.GetArray("convertedObjects")?.Objects().ToArray() ?? [];
        if (converted.Length != documents.Count)
            throw Failed(resource, $"expected {documents.Count} objects, got {converted.Length}");
        for (var i = 0; i < converted.Length; i++)
            Check(resource, documents[i], converted[i], target);
        return converted;
    }

    private async Task<DocObject> AskAsync(ResourceInfo resource, DocObject conversion, DocObject review, CancellationToken cancellationToken)
    {
        try
        {
            var target = WebhookTarget.Read(conversion.GetPath("webhook", "clientConfig") as DocObject ?? []);
            return await clients.PostAsync(target, review, Limit, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebhookCallException or FormatException)
        {
            throw Failed(resource, e.Message);
        }
    }

    /// <summary>A conversion may change labels and annotations and the content, never what the object is.</summary>
    private static void Check(ResourceInfo resource, DocObject before, DocObject after, string target)
    {
        if (after.GetString("apiVersion") != target || after.GetString("kind") != before.GetString("kind"))
            throw Failed(resource, $"the answer is {after.GetString("apiVersion")}, {after.GetString("kind")}");
        var (was, metadata) = (ObjectMeta.Of(before), ObjectMeta.Of(after));
        if (was.GetString("name") != metadata.GetString("name") || was.GetString("namespace") != metadata.GetString("namespace") || was.GetString("uid") != metadata.GetString("uid"))
            throw Failed(resource, "the answer is another object");
        var kept = was.Clone();
        kept["labels"] = metadata["labels"];
        kept["annotations"] = metadata["annotations"];
        after["metadata"] = kept;
    }

    private static ApiException Failed(ResourceInfo resource, string why) =>
        new(500, StatusReason.InternalError, $"conversion webhook for {resource.GroupVersion}, Kind={resource.Kind} failed: {why}");
}
