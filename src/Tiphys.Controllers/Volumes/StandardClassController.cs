using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.Volumes;

/// <summary>Makes the StorageClass <c>standard</c> once, at the first start of a cluster: whoever changes or deletes it is left alone.</summary>
internal sealed class StandardClassController(ControllerContext context) : IController
{
    private const string MarkNamespace = "kube-system";
    private const string MarkName = "tiphys-default-storage";

    public string Name => "standard-storageclass-controller";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var marks = context.Client.For<V1ConfigMap>();
        if (await marks.TryGetAsync(MarkNamespace, MarkName, cancellationToken).ConfigureAwait(false) is null)
        {
            await TryAsync(() => context.Client.For<V1StorageClass>().CreateAsync(Make(), cancellationToken)).ConfigureAwait(false);
            var mark = new V1ConfigMap
            {
                Metadata = new() { Name = MarkName, NamespaceProperty = MarkNamespace },
                Data = new Dictionary<string, string> { ["storageClass"] = "standard" },
            };
            await TryAsync(() => marks.CreateAsync(mark, cancellationToken)).ConfigureAwait(false);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static V1StorageClass Make() => new()
    {
        Metadata = new()
        {
            Name = "standard",
            Annotations = new Dictionary<string, string> { ["storageclass.kubernetes.io/is-default-class"] = "true" },
        },
        Provisioner = LocalPathProvisioner.Name,
        ReclaimPolicy = "Delete",
        VolumeBindingMode = "WaitForFirstConsumer",
    };

    private static async Task TryAsync<T>(Func<Task<T>> create)
    {
        try
        {
            await create().ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Reason == StatusReason.AlreadyExists)
        {
            // Another server of the cluster was first.
        }
    }
}
