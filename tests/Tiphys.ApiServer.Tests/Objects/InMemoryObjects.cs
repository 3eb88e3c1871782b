using System.Collections.Concurrent;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Tests.Objects;

/// <summary>The cluster's objects in a dictionary with revisions and preconditions, for tests of parts that only read and write objects.</summary>
internal sealed class InMemoryObjects : IObjectReader, IObjectWriter
{
    private readonly ConcurrentDictionary<GroupResource, long> _generations = new();
    private readonly SortedDictionary<(string Resource, string Namespace, string Name), StoredObject> _objects = [];
    private readonly Lock _gate = new();
    private long _revision = 1;
    private event Action<GroupResource>? _changed;

    public StoredObject Put(GroupResource resource, string json)
    {
        var document = DocReader.ParseObject(System.Text.Encoding.UTF8.GetBytes(json));
        lock (_gate)
            return Store(resource, document);
    }

    public void Delete(GroupResource resource, string ns, string name)
    {
        lock (_gate)
        {
            _objects.Remove((resource.ToString(), ns, name));
            _generations.AddOrUpdate(resource, 1, (_, old) => old + 1);
            _changed?.Invoke(resource);
        }
    }

    public StoredObject? Get(GroupResource resource, string ns, string name)
    {
        lock (_gate)
            return _objects.GetValueOrDefault((resource.ToString(), ns, name));
    }

    public IReadOnlyList<StoredObject> List(GroupResource resource, string ns)
    {
        lock (_gate)
            return [.. _objects.Where(pair => pair.Key.Resource == resource.ToString() && (ns.Length == 0 || pair.Key.Namespace == ns)).Select(pair => pair.Value)];
    }

    public IDisposable OnChange(GroupResource resource, Action changed)
    {
        _changed += Told;
        return new Subscription(() => _changed -= Told);

        void Told(GroupResource which)
        {
            if (which == resource)
                changed();
        }
    }

    public long Generation(GroupResource resource) => _generations.GetValueOrDefault(resource);

    public ValueTask<StoredObject?> GetConsistentAsync(GroupResource resource, string ns, string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Get(resource, ns, name));

    public ValueTask<StoredObject> CreateAsync(GroupResource resource, DocObject value, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_objects.ContainsKey((resource.ToString(), value.ObjectNamespace, value.ObjectName)))
                throw ApiException.AlreadyExists(resource, value.ObjectName);
            return ValueTask.FromResult(Store(resource, value.Clone()));
        }
    }

    public ValueTask<StoredObject> UpdateAsync(GroupResource resource, DocObject value, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var standing = _objects.GetValueOrDefault((resource.ToString(), value.ObjectNamespace, value.ObjectName))
                ?? throw ApiException.NotFound(resource, value.ObjectName);
            if (value.StringAt("metadata", "resourceVersion") != standing.Revision.ToString())
                throw ApiException.Conflict(resource, value.ObjectName, "the object has been modified");
            return ValueTask.FromResult(Store(resource, value.Clone()));
        }
    }

    public ValueTask DeleteAsync(GroupResource resource, string ns, string name, CancellationToken cancellationToken)
    {
        Delete(resource, ns, name);
        return ValueTask.CompletedTask;
    }

    private StoredObject Store(GroupResource resource, DocObject document)
    {
        var metadata = document.GetOrAddObject("metadata");
        if (document.ObjectUid.Length == 0)
            metadata["uid"] = $"uid-{document.ObjectName}";
        metadata["resourceVersion"] = (++_revision).ToString();
        var stored = new StoredObject(document.ObjectNamespace, document.ObjectName, document.ToUtf8(), _revision);
        _objects[(resource.ToString(), stored.Namespace, stored.Name)] = stored;
        _generations.AddOrUpdate(resource, 1, (_, old) => old + 1);
        _changed?.Invoke(resource);
        return stored;
    }
}
