using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Registry;

/// <summary>An object as the watch cache holds it: encoded once, decoded only for those who ask.</summary>
/// <param name="Namespace">Empty for cluster-scoped objects.</param>
/// <param name="Utf8">The whole JSON document in the storage version, resourceVersion included.</param>
/// <param name="Revision">Its resourceVersion.</param>
public record StoredObject(string Namespace, string Name, ReadOnlyMemory<byte> Utf8, long Revision)
{
    /// <summary>A fresh tree; the caller may change it.</summary>
    public DocObject Decode() => DocReader.ParseObject(Utf8);
}
