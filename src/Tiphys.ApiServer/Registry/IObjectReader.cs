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

    /// <summary>Tells of every change of a resource from now on.</summary>
    /// <param name="changed">Called after readers can see the change, by the thread that made it: it may wake somebody, not work itself.</param>
    /// <returns>Ends the calls when disposed of.</returns>
    IDisposable OnChange(GroupResource resource, Action changed);

    /// <summary>The object as the store holds it now, past the cache: for decisions that must not be a moment old (quota, token revocation).</summary>
    ValueTask<StoredObject?> GetConsistentAsync(GroupResource resource, string ns, string name, CancellationToken cancellationToken);
}
