using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Subresources;

/// <summary>The metav1.Status of requests that succeed and have no object to answer.</summary>
internal static class StatusDocument
{
    public static DocObject Success(int code) => new()
    {
        { "kind", "Status" },
        { "apiVersion", "v1" },
        { "metadata", new DocObject() },
        { "status", "Success" },
        { "code", code },
    };
}
