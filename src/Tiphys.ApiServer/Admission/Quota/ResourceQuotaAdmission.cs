using System.Collections.Concurrent;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Quota;

/// <summary>Holds a namespace to its quotas, exactly: usage is raised in the store, by precondition, before the object is written. Kubernetes docs: "Resource Quotas".</summary>
/// <remarks>
/// Writes of one namespace take turns here, so that they do not defeat each other's preconditions; other servers' writes are met by trying again. A write
/// that fails after it was counted stays counted until the quota controller counts anew, as in kube-apiserver.
/// </remarks>
internal sealed class ResourceQuotaAdmission(IObjectReader reader, IObjectWriter writer) : IAdmissionPlugin
{
    private const int Attempts = 20;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    public string Name => "ResourceQuota";

    public bool Handles(AdmissionAttributes attributes) =>
        attributes.Namespace.Length > 0 && attributes.Object is not null
        && (attributes.Subresource.Length == 0 ? attributes.IsCreate || (attributes.IsUpdate && ChangesUsage(attributes))
            : attributes.IsUpdate && attributes.Is(BuiltInResources.Pods, "resize"));

    public async ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var quotas = reader.List(BuiltInResources.ResourceQuotas, attributes.Namespace);
        if (quotas.Count == 0)
            return;
        var turn = _turns.GetOrAdd(attributes.Namespace, static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await CountAsync(attributes, quotas, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private static bool ChangesUsage(AdmissionAttributes attributes) =>
        attributes.Is(BuiltInResources.Pods) || attributes.Is(BuiltInResources.Services) || attributes.Is(BuiltInResources.PersistentVolumeClaims);

    private async ValueTask CountAsync(AdmissionAttributes attributes, IReadOnlyList<StoredObject> quotas, CancellationToken cancellationToken)
    {
        // First every quota must agree, then all are raised: a refusal by one must not leave the others raised.
        var raised = new List<DocObject>();
        foreach (var quota in quotas)
        {
            if (await DecideAsync(attributes, quota.Name, cancellationToken).ConfigureAwait(false) is { } next)
                raised.Add(next);
        }

        if (attributes.DryRun)
            return;
        foreach (var next in raised)
            await RaiseAsync(attributes, next, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<DocObject?> DecideAsync(AdmissionAttributes attributes, string quota, CancellationToken cancellationToken)
    {
        var stored = await reader.GetConsistentAsync(BuiltInResources.ResourceQuotas, attributes.Namespace, quota, cancellationToken).ConfigureAwait(false);
        if (stored is null)
            return null;
        var resource = new GroupResource(attributes.Resource.GroupVersion.Group, attributes.Resource.Resource);
        var decision = QuotaDecision.Make(stored.Decode(), resource, attributes.Object!, attributes.OldObject);
        return decision.Refusal is null ? decision.Quota : throw attributes.Forbidden(decision.Refusal);
    }

    private async ValueTask RaiseAsync(AdmissionAttributes attributes, DocObject next, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await writer.UpdateAsync(BuiltInResources.ResourceQuotas, next, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ApiException e) when (e.Code == 409 && attempt < Attempts)
            {
                // The controller or another server changed the quota in between: decide on what stands now.
                if (await DecideAsync(attributes, next.ObjectName, cancellationToken).ConfigureAwait(false) is not { } again)
                    return;
                next = again;
            }
            catch (ApiException e) when (e.Code == 404)
            {
                // A quota that is gone bounds nothing.
                return;
            }
        }
    }
}
