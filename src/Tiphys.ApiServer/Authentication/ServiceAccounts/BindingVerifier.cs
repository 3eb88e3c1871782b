using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>Whether the objects a token hangs on are still there: a token dies with its account, pod, secret or node.</summary>
internal sealed class BindingVerifier(IObjectReader reader, TimeProvider time)
{
    /// <summary>An object on its way out keeps its tokens this long, so that a pod can finish its work.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Null if everything stands; else why the token does not hold.</summary>
    public async ValueTask<string?> FailureAsync(BoundClaims claims, CancellationToken cancellationToken)
    {
        var account = claims.Account;
        var stored = await FindAsync(account, cancellationToken).ConfigureAwait(false);
        if (stored is null)
            return $"serviceaccounts \"{account.Name}\" not found";
        var stamp = ObjectStamp.Of(stored);
        if (stamp.Uid != account.Uid)
            return $"service account UID ({stamp.Uid}) does not match claim ({account.Uid})";
        if (IsGone(stamp))
            return $"service account {account.Namespace}/{account.Name} has been deleted";
        // A node named beside a pod only tells where the pod runs.
        TokenBinding?[] rest = [claims.Secret, claims.Pod, claims.Pod is null ? claims.Node : null];
        foreach (var binding in rest)
        {
            if (binding is not null && !await StandsAsync(binding, cancellationToken).ConfigureAwait(false))
                return "service account token has been invalidated";
        }

        return null;
    }

    private async ValueTask<bool> StandsAsync(TokenBinding binding, CancellationToken cancellationToken) =>
        await FindAsync(binding, cancellationToken).ConfigureAwait(false) is { } stored
        && ObjectStamp.Of(stored) is var stamp && stamp.Uid == binding.Uid && !IsGone(stamp);

    private bool IsGone(ObjectStamp stamp) => stamp.DeletedAt is { } deleted && deleted < time.GetUtcNow() - Grace;

    /// <summary>A token may be used before the cache has seen its pod, so a miss asks the store.</summary>
    private async ValueTask<StoredObject?> FindAsync(TokenBinding binding, CancellationToken cancellationToken) =>
        reader.Get(binding.Resource, binding.Namespace, binding.Name)
        ?? await reader.GetConsistentAsync(binding.Resource, binding.Namespace, binding.Name, cancellationToken).ConfigureAwait(false);
}
