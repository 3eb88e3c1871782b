using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>
/// How the server's own parts keep objects of theirs (default roles, quota status, flow schemas): straight to the store with
/// preconditions, past identity and admission.
/// </summary>
/// <remarks>Documents are in the storage version. Safe for concurrent callers.</remarks>
public interface IObjectWriter
{
    /// <summary>Creates the object; uid, creationTimestamp and resourceVersion are given to it.</summary>
    /// <exception cref="ApiException">AlreadyExists.</exception>
    ValueTask<StoredObject> CreateAsync(GroupResource resource, DocObject value, CancellationToken cancellationToken);

    /// <summary>Replaces the object, status included, if it still has the resourceVersion that <paramref name="value"/> carries.</summary>
    /// <exception cref="ApiException">Conflict if it has changed, NotFound if it is gone.</exception>
    ValueTask<StoredObject> UpdateAsync(GroupResource resource, DocObject value, CancellationToken cancellationToken);

    /// <summary>Removes the object at once; nothing happens if it is gone.</summary>
    ValueTask DeleteAsync(GroupResource resource, string ns, string name, CancellationToken cancellationToken);
}
