using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Pods;

/// <summary>Puts the zone and region of the node on pods as they are bound to it, so that the downward API can tell them.</summary>
internal sealed class PodTopologyLabels(IObjectReader reader) : IAdmissionPlugin
{
    private static readonly string[] Labels = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];

    public string Name => "PodTopologyLabels";

    public bool Handles(AdmissionAttributes attributes) =>
        attributes.IsCreate && (attributes.Is(BuiltInResources.Pods, "binding") || attributes.Is(new GroupResource("", "bindings")) || attributes.Is(BuiltInResources.Pods));

    public ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var target = attributes.Object!;
        var node = attributes.Is(BuiltInResources.Pods) ? target.StringAt("spec", "nodeName") : target.StringAt("target", "name");
        if (node.Length == 0 || reader.Get(BuiltInResources.Nodes, "", node)?.Decode().ObjectLabels is not { } labels)
            return ValueTask.CompletedTask;
        foreach (var label in Labels)
        {
            if (labels.GetString(label) is { } value)
                target.GetOrAddObject("metadata").GetOrAddObject("labels")[label] = value;
        }

        return ValueTask.CompletedTask;
    }
}
