using System.Globalization;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Verbs;

/// <summary>Lists as documents, for the formats that cannot be streamed from stored bytes.</summary>
internal static class ListDocument
{
    public static DocObject Make(ResourceInfo resource, DocArray items, long revision, string continueToken = "", long? remaining = null) => new()
    {
        { "kind", resource.ListKind },
        { "apiVersion", resource.ApiVersion },
        { "metadata", Metadata(revision, continueToken, remaining) },
        { "items", items },
    };

    public static DocObject Metadata(long revision, string continueToken, long? remaining)
    {
        var metadata = new DocObject { { "resourceVersion", revision.ToString(CultureInfo.InvariantCulture) } };
        if (continueToken.Length > 0)
            metadata["continue"] = continueToken;
        if (remaining is { } left)
            metadata["remainingItemCount"] = left;
        return metadata;
    }
}
