using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Selectors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.WatchCache;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Subresources;

/// <summary>Takes one allowed disruption off a pod's budget, exactly, however many evictions run at once.</summary>
internal sealed class BudgetDebit(ObjectRegistry registry, ObjectCache cache, TimeProvider time)
{
    private const int Attempts = 20;

    /// <summary>Upstream's bound of disruptions that the controller has not yet seen.</summary>
    private const int MostUnseen = 2000;

    private static readonly GroupResource Budgets = new("policy", "poddisruptionbudgets");

    /// <returns>True if the pod may go; a refusal throws.</returns>
    /// <exception cref="ApiException">429 with the cause DisruptionBudget; 500 if several budgets claim the pod.</exception>
    public async ValueTask<bool> TakeAsync(WriteRequest request, DocObject pod)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            await cache.FenceAsync(request.Cancellation).ConfigureAwait(false);
            var matching = Matching(request.Namespace, pod);
            if (matching.Count == 0)
                return true;
            if (matching.Count > 1)
                throw ApiException.Internal("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
            var (entry, budget) = matching[0];
            if (IsExempt(pod, budget))
                return true;
            Debit(request, budget);
            if (request.DryRun)
                return true;
            StoreWrite[] writes = [ObjectStore.Write(Budgets, entry.Namespace, entry.Name, StoredDocument.Encode(budget), entry.Revision)];
            if ((await registry.Store.CommitAsync(writes, request.Cancellation).ConfigureAwait(false)).Committed)
                return true;
        }

        throw ApiException.TooManyRequests("the disruption budget is changing too fast", 10);
    }

    private List<(StoredObject Entry, DocObject Budget)> Matching(string ns, DocObject pod)
    {
        var labels = pod.GetObject("metadata")?.GetObject("labels");
        return [.. cache.List(Budgets, ns)
            .Select(entry => (entry, entry.Decode()))
            .Where(pair => LabelSelector.FromObject(pair.Item2.GetObject("spec")?.GetObject("selector")).Matches(labels))];
    }

    /// <summary>A pod that is not ready does not serve: it may go if the budget says so, or as long as enough others are healthy.</summary>
    private static bool IsExempt(DocObject pod, DocObject budget)
    {
        if (IsReady(pod))
            return false;
        if (budget.GetObject("spec")?.GetString("unhealthyPodEvictionPolicy") == "AlwaysAllow")
            return true;
        var status = budget.GetObject("status");
        var desired = status?.GetInt64("desiredHealthy") ?? 0;
        return desired > 0 && (status?.GetInt64("currentHealthy") ?? 0) >= desired;
    }

    private static bool IsReady(DocObject pod) => (pod.GetPath("status", "conditions") as DocArray)?.Objects()
        .Any(condition => condition.GetString("type") == "Ready" && condition.GetString("status") == "True") == true;

    private void Debit(WriteRequest request, DocObject budget)
    {
        var name = ObjectMeta.Name(budget);
        var status = budget.GetOrAddObject("status");
        if ((status.GetInt64("observedGeneration") ?? 0) < (ObjectMeta.Of(budget).GetInt64("generation") ?? 0))
            throw Refused(10, $"The disruption budget {name} is still being processed by the server.");
        var disrupted = status.GetOrAddObject("disruptedPods");
        if (disrupted.Count > MostUnseen)
            throw ApiException.Forbidden(Budgets, name, "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        var allowed = status.GetInt64("disruptionsAllowed") ?? 0;
        if (allowed <= 0)
            throw Refused(0, $"The disruption budget {name} needs {status.GetInt64("desiredHealthy") ?? 0} healthy pods and has {status.GetInt64("currentHealthy") ?? 0} currently");
        status["disruptionsAllowed"] = allowed - 1;
        disrupted[request.Name] = ObjectMeta.Timestamp(time.GetUtcNow());
    }

    private static ApiException Refused(int retryAfter, string cause) =>
        new(429, StatusReason.TooManyRequests, "Cannot evict pod as it would violate the pod's disruption budget.")
        {
            Causes = [new("DisruptionBudget", cause, "")],
            RetryAfterSeconds = retryAfter,
        };
}
