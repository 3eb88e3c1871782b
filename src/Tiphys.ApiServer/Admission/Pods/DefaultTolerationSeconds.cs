using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Pods;

/// <summary>A pod stays on a node that is not ready or not reachable for five minutes unless it says otherwise.</summary>
internal sealed class DefaultTolerationSeconds : IAdmissionPlugin
{
    private const long Seconds = 300;
    private static readonly string[] Taints = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

    public string Name => "DefaultTolerationSeconds";

    public bool Handles(AdmissionAttributes attributes) => attributes.Is(BuiltInResources.Pods) && (attributes.IsCreate || attributes.IsUpdate);

    public ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var spec = attributes.Object!.GetOrAddObject("spec");
        var standing = spec.ObjectsAt("tolerations").ToArray();
        foreach (var taint in Taints.Where(taint => !standing.Any(toleration => Covers(toleration, taint))))
        {
            if (spec.GetArray("tolerations") is not { } list)
                spec["tolerations"] = list = new DocArray();
            list.Add(new DocObject { { "key", taint }, { "operator", "Exists" }, { "effect", "NoExecute" }, { "tolerationSeconds", Seconds } });
        }

        return ValueTask.CompletedTask;
    }

    private static bool Covers(DocObject toleration, string taint) =>
        (toleration.StringAt("key") == taint || toleration.StringAt("key").Length == 0) && (toleration.StringAt("effect") is "NoExecute" or "");
}
