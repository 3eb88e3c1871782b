using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>Writes the outcome of type checking into the status of policies whose current generation was not checked yet.</summary>
internal sealed class PolicyTypeCheckLoop(ServerServices services)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    /// <summary>Checks whenever a policy has changed, until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => new ChangeLoop(services.Reader, services.Time, BuiltInResources.ValidatingPolicies).RunAsync(
        async token => await CheckAllAsync(token).ConfigureAwait(false) ? Timeout.InfiniteTimeSpan : RetryInterval, cancellationToken);

    /// <summary>One pass. False if a write met a newer version.</summary>
    public async Task<bool> CheckAllAsync(CancellationToken cancellationToken)
    {
        var complete = true;
        foreach (var stored in services.Reader.List(BuiltInResources.ValidatingPolicies, ""))
        {
            var policy = stored.Decode();
            var generation = (policy.GetPath("metadata", "generation") as DocNumber)?.TryGetInt64(out var value) == true ? value : 0;
            if ((policy.GetPath("status", "observedGeneration") as DocNumber)?.TryGetInt64(out var observed) == true && observed >= generation)
                continue;
            var warnings = PolicyTypeCheck.Run(policy, services.Catalog());
            var status = policy.GetOrAddObject("status");
            status["observedGeneration"] = generation;
            status["typeChecking"] = warnings.Count > 0 ? new DocObject { { "expressionWarnings", warnings } } : new DocObject();
            try
            {
                await services.Writer.UpdateAsync(BuiltInResources.ValidatingPolicies, policy, cancellationToken).ConfigureAwait(false);
            }
            catch (ApiException e) when (e.Code is 409 or 404)
            {
                // Someone changed or removed the policy meanwhile: the next pass sees it.
                complete = false;
            }
        }

        return complete;
    }
}
