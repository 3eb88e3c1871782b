using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>The objects of a resource compiled into something, each compiled once per version.</summary>
/// <remarks>Used by one thread at a time; what it hands out is never changed afterwards.</remarks>
internal sealed class CompiledObjects<T>(IObjectReader reader, GroupResource resource, Func<DocObject, T> compile)
{
    private Dictionary<(string Namespace, string Name), (long Revision, T Value)> _compiled = [];
    private long _generation = -1;

    public Dictionary<(string Namespace, string Name), T> Values { get; private set; } = [];

    public bool IsCurrent => _generation == reader.Generation(resource);

    /// <summary>Takes in what has changed; true if anything has.</summary>
    public bool Refresh()
    {
        var generation = reader.Generation(resource);
        if (generation == _generation)
            return false;
        var next = new Dictionary<(string Namespace, string Name), (long Revision, T Value)>();
        foreach (var stored in reader.List(resource, ""))
        {
            var key = (stored.Namespace, stored.Name);
            next[key] = _compiled.TryGetValue(key, out var known) && known.Revision == stored.Revision ? known : (stored.Revision, compile(stored.Decode()));
        }

        _compiled = next;
        Values = next.ToDictionary(pair => pair.Key, pair => pair.Value.Value);
        // Set last and from before the list: a change in between is seen by the next look.
        Volatile.Write(ref _generation, generation);
        return true;
    }
}
