using System.Globalization;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Registry;

/// <summary>Reading and stamping of object metadata.</summary>
internal static class ObjectMeta
{
    public static DocObject Of(DocObject document) => document.GetOrAddObject("metadata");

    public static string Name(DocObject document) => document.GetObject("metadata")?.GetString("name") ?? "";

    public static string Uid(DocObject document) => document.GetObject("metadata")?.GetString("uid") ?? "";

    public static bool IsDeleting(DocObject document) => document.GetObject("metadata")?.GetString("deletionTimestamp") is not null;

    public static bool HasFinalizers(DocObject document) => document.GetObject("metadata")?.GetArray("finalizers") is { Count: > 0 };

    /// <summary>RFC 3339 in whole seconds, as metav1.Time is written.</summary>
    public static string Timestamp(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
