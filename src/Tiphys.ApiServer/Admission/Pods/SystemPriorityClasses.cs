using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Pods;

/// <summary>The two priority classes of the system, made when the server starts.</summary>
internal sealed class SystemPriorityClasses(IObjectReader reader, IObjectWriter writer)
{
    private static readonly (string Name, long Value, string Description)[] Classes =
    [
        ("system-node-critical", 2_000_001_000, "For pods a node cannot do without; they are never moved away."),
        ("system-cluster-critical", 2_000_000_000, "For pods the cluster cannot do without."),
    ];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var (name, value, description) in Classes)
        {
            if (await reader.GetConsistentAsync(BuiltInResources.PriorityClasses, "", name, cancellationToken).ConfigureAwait(false) is not null)
                continue;
            try
            {
                await writer.CreateAsync(BuiltInResources.PriorityClasses, Make(name, value, description), cancellationToken).ConfigureAwait(false);
            }
            catch (ApiException e) when (e.Reason == StatusReason.AlreadyExists)
            {
                // Another server of the same store was faster.
            }
        }
    }

    private static DocObject Make(string name, long value, string description) => new()
    {
        { "apiVersion", "scheduling.k8s.io/v1" },
        { "kind", "PriorityClass" },
        { "metadata", new DocObject { { "name", name }, { "generation", 1 } } },
        { "value", value },
        { "description", description },
        { "preemptionPolicy", "PreemptLowerPriority" },
    };
}
