using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Nodes;

/// <summary>A new node takes no pods until it has reported that it is ready.</summary>
internal sealed class TaintNodesByCondition : IAdmissionPlugin
{
    private const string NotReady = "node.kubernetes.io/not-ready";

    public string Name => "TaintNodesByCondition";

    public bool Handles(AdmissionAttributes attributes) => attributes.Is(BuiltInResources.Nodes) && attributes.IsCreate;

    public ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var spec = attributes.Object!.GetOrAddObject("spec");
        if (spec.ObjectsAt("taints").Any(taint => taint.StringAt("key") == NotReady && taint.StringAt("effect") == "NoSchedule"))
            return ValueTask.CompletedTask;
        if (spec.GetArray("taints") is not { } taints)
            spec["taints"] = taints = new DocArray();
        taints.Add(new DocObject { { "key", NotReady }, { "effect", "NoSchedule" } });
        return ValueTask.CompletedTask;
    }
}
