using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Pods;

/// <summary>A pod that asks for an extended resource tolerates the taint of that name on the nodes that have it. Off by default.</summary>
internal sealed class ExtendedResourceToleration : IAdmissionPlugin
{
    public string Name => "ExtendedResourceToleration";

    public bool Handles(AdmissionAttributes attributes) => attributes.Is(BuiltInResources.Pods) && (attributes.IsCreate || attributes.IsUpdate);

    public ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var pod = attributes.Object!;
        var wanted = pod.InitContainers.Concat(pod.Containers)
            .SelectMany(container => (container.GetPath("resources", "requests") as DocObject)?.Names ?? [])
            .Where(IsExtended)
            .Distinct()
            .Order(StringComparer.Ordinal);
        foreach (var resource in wanted)
        {
            var spec = pod.GetOrAddObject("spec");
            if (spec.GetArray("tolerations") is not { } list)
                spec["tolerations"] = list = new DocArray();
            var toleration = new DocObject { { "key", resource }, { "operator", "Exists" } };
            if (!list.Any(toleration.DeepEquals))
                list.Add(toleration);
        }

        return ValueTask.CompletedTask;
    }

    private static bool IsExtended(string resource) => resource.Contains('/') && !resource.Contains("kubernetes.io/", StringComparison.Ordinal)
        && !resource.StartsWith("requests.", StringComparison.Ordinal);
}
