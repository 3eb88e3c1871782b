using Tiphys.Api.Documents;
using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Registry;

/// <summary>The namespaces every cluster has. Made at start if they are missing.</summary>
internal sealed class NamespaceBootstrap(IObjectReader reader, IObjectWriter writer)
{
    private static readonly string[] Names = ["default", "kube-system", "kube-public", "kube-node-lease"];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var name in Names)
        {
            if (reader.Get(BuiltInResources.Namespaces, "", name) is not null)
                continue;
            try
            {
                await writer.CreateAsync(BuiltInResources.Namespaces, Make(name), cancellationToken).ConfigureAwait(false);
            }
            catch (ApiException e) when (e.Reason == StatusReason.AlreadyExists)
            {
                // Another server of the same store was faster.
            }
        }
    }

    private static DocObject Make(string name) => new()
    {
        { "kind", "Namespace" },
        { "apiVersion", "v1" },
        { "metadata", new DocObject { { "name", name }, { "labels", new DocObject { { "kubernetes.io/metadata.name", name } } } } },
        { "spec", new DocObject { { "finalizers", new DocArray(["kubernetes"]) } } },
        { "status", new DocObject { { "phase", "Active" } } },
    };
}
