using Tiphys.Api.Documents;

namespace Tiphys.Client.Requests;

/// <summary>A change to an object, in one of the API's patch languages.</summary>
public sealed record Patch(string ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>RFC 7396.</summary>
    public static Patch Merge(DocObject change) => new("application/merge-patch+json", change.ToUtf8());

    /// <summary>RFC 6902.</summary>
    public static Patch Json(DocArray operations) => new("application/json-patch+json", operations.ToUtf8());

    /// <summary>Merging that knows list keys; built-in kinds only.</summary>
    public static Patch Strategic(DocObject change) => new("application/strategic-merge-patch+json", change.ToUtf8());

    /// <summary>Server-side apply of the fields given. The request needs a field manager.</summary>
    public static Patch Apply(DocObject desired) => new("application/apply-patch+yaml", desired.ToUtf8());
}
