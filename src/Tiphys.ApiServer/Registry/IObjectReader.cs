using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>What the server's own parts (authenticators, authorizers, admission) read the cluster's objects through: the watch cache, no pipeline, no identity.</summary>
public interface IObjectReader
{
    /// <summary>The object now, or null.</summary>
    StoredObject? Get(GroupResource resource, string ns, string name);

    /// <summary>All objects of a namespace, or of all for an empty one, as one moment shows them.</summary>
    IReadOnlyList<StoredObject> List(GroupResource resource, string ns);

    /// <summary>A number that rises with every change of a resource; whoever compiles objects into something compares it and compiles anew.</summary>
    long Generation(GroupResource resource);

    /// <summary>The object as the store holds it now, past the cache: for decisions that must not be a moment old (quota, token revocation).</summary>
    ValueTask<StoredObject?> GetConsistentAsync(GroupResource resource, string ns, string name, CancellationToken cancellationToken);
}
