using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Pods;

/// <summary>Gives every pod a service account, its token and its pull secrets. Kubernetes docs: "Configure Service Accounts for Pods".</summary>
internal sealed class ServiceAccountAdmission(IObjectReader reader, TimeProvider time) : IAdmissionPlugin
{
    private const int Attempts = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public string Name => "ServiceAccount";

    public bool Handles(AdmissionAttributes attributes) =>
        (attributes.Is(BuiltInResources.Pods) && attributes.IsCreate) || (attributes.Is(BuiltInResources.Pods, "ephemeralcontainers") && attributes.IsUpdate);

    public async ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var pod = attributes.Object!;
        if (pod.IsMirrorPod || !attributes.IsCreate)
            return;
        var spec = pod.GetOrAddObject("spec");
        var name = spec.GetString("serviceAccountName") is { Length: > 0 } given ? given : "default";
        spec["serviceAccountName"] = name;
        spec["serviceAccount"] = name;
        var account = await FindAsync(attributes, name, cancellationToken).ConfigureAwait(false);
        if (spec.GetBool("automountServiceAccountToken") ?? account.GetBool("automountServiceAccountToken") ?? true)
            TokenVolume.Mount(spec);
        if (spec.GetArray("imagePullSecrets") is not { Count: > 0 } && account.GetArray("imagePullSecrets") is { Count: > 0 } secrets)
            spec["imagePullSecrets"] = secrets.DeepClone();
    }

    public async ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var pod = attributes.Object!;
        var spec = pod.PodSpec;
        if (!pod.IsMirrorPod)
        {
            var account = await FindAsync(attributes, spec.StringAt("serviceAccountName"), cancellationToken).ConfigureAwait(false);
            if (MountableSecrets.Complaint(pod, account) is { } complaint)
                throw attributes.Forbidden(complaint);
            return;
        }

        if (spec.StringAt("serviceAccountName").Length > 0)
            throw attributes.Forbidden("a mirror pod may not reference service accounts");
        if (spec.ObjectsAt("volumes").Any(volume => volume.GetObject("secret") is not null))
            throw attributes.Forbidden("a mirror pod may not reference secrets");
        if (spec.ObjectsAt("volumes").SelectMany(volume => volume.ObjectsAt("projected", "sources")).Any(source => source.GetObject("serviceAccountToken") is not null))
            throw attributes.Forbidden("a mirror pod may not use ServiceAccountToken volume projections");
    }

    /// <summary>A new namespace's default account comes a moment after it, so a miss is looked at again for a second.</summary>
    private async ValueTask<DocObject> FindAsync(AdmissionAttributes attributes, string name, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var stored = reader.Get(BuiltInResources.ServiceAccounts, attributes.Namespace, name)
                ?? await reader.GetConsistentAsync(BuiltInResources.ServiceAccounts, attributes.Namespace, name, cancellationToken).ConfigureAwait(false);
            if (stored is not null)
                return stored.Decode();
            if (attempt == Attempts || name != "default")
                throw attributes.Forbidden($"error looking up service account {attributes.Namespace}/{name}: serviceaccount \"{name}\" not found");
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
