using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>Keeps an APIService for each group and version this server answers for itself, as upstream does.</summary>
internal static class OwnServices
{
    private static readonly GroupResource Services = AggregationController.Services;
    private const string ManagedLabel = "kube-aggregator.kubernetes.io/automanaged";

    public static async Task KeepAsync(IObjectReader reader, IObjectWriter writer, IResourceCatalog catalog, TimeProvider time, CancellationToken cancellationToken)
    {
        var wanted = catalog.All.Where(resource => resource.GroupVersion.Group != Services.Group).GroupBy(resource => resource.GroupVersion).ToDictionary(group => NameOf(group.Key), group => (group.Key, group.First().IsCustom));
        var present = reader.List(Services, "").ToDictionary(stored => stored.Name);
        foreach (var (name, (version, custom)) in wanted.Where(entry => !present.ContainsKey(entry.Key)))
            await TryAsync(() => writer.CreateAsync(Services, Make(name, version, custom, time.GetUtcNow()), cancellationToken).AsTask()).ConfigureAwait(false);
        foreach (var gone in present.Values.Where(stored => !wanted.ContainsKey(stored.Name)))
        {
            var document = gone.Decode();
            if (document.ObjectLabels?.GetString(ManagedLabel) is not null)
                await TryAsync(() => writer.DeleteAsync(Services, "", gone.Name, cancellationToken).AsTask()).ConfigureAwait(false);
        }
    }

    /// <summary>Sets the condition Available.</summary>
    /// <returns>False if it says so already.</returns>
    public static bool SetAvailable(DocObject service, bool available, string reason, string message, DateTimeOffset now)
    {
        var status = service.GetOrAddObject("status");
        var known = status.GetArray("conditions")?.Objects().FirstOrDefault(condition => condition.GetString("type") == "Available");
        var value = available ? "True" : "False";
        if (known?.GetString("status") == value && known.GetString("reason") == reason && known.GetString("message") == message)
            return false;
        var since = known?.GetString("status") == value ? known.GetString("lastTransitionTime") : ObjectMeta.Timestamp(now);
        status["conditions"] = new DocArray([new DocObject
        {
            { "type", "Available" },
            { "status", value },
            { "lastTransitionTime", since },
            { "reason", reason },
            { "message", message },
        }]);
        return true;
    }

    private static string NameOf(GroupVersion version) => $"{version.Version}.{version.Group}";

    private static DocObject Make(string name, GroupVersion version, bool custom, DateTimeOffset now)
    {
        var spec = new DocObject { { "version", version.Version } };
        if (version.Group.Length > 0)
            spec["group"] = version.Group;
        spec["groupPriorityMinimum"] = ServicePriorities.OfGroup(version.Group, custom);
        spec["versionPriority"] = ServicePriorities.OfVersion(version, custom);
        var made = new DocObject
        {
            { "kind", "APIService" },
            { "apiVersion", "apiregistration.k8s.io/v1" },
            { "metadata", new DocObject { { "name", name }, { "labels", new DocObject { { ManagedLabel, custom ? "true" : "onstart" } } } } },
            { "spec", spec },
        };
        SetAvailable(made, true, "Local", "Local APIServices are always available", now);
        return made;
    }

    private static async Task TryAsync(Func<Task> write)
    {
        try
        {
            await write().ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code is 404 or 409)
        {
            // Another server of the same store keeps the same objects.
        }
    }
}
