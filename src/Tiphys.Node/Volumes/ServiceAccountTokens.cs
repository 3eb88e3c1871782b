using System.Collections.Concurrent;
using k8s.Models;
using Tiphys.Client;

namespace Tiphys.Node.Volumes;

/// <summary>Tokens of pods' service accounts, bound to the pod, asked for anew when four fifths of their life or a day have passed.</summary>
internal sealed class ServiceAccountTokens(KubeClient client, TimeProvider time)
{
    private const long DefaultSeconds = 3600;
    private static readonly TimeSpan LongestUse = TimeSpan.FromHours(24);
    private readonly ConcurrentDictionary<(string PodUid, string Audience, long Seconds), (string Token, DateTimeOffset RenewAt)> _tokens = new();

    public async Task<string> GetAsync(V1Pod pod, string? audience, long? expirationSeconds, CancellationToken cancellationToken)
    {
        var seconds = expirationSeconds ?? DefaultSeconds;
        var key = (pod.Metadata.Uid, audience ?? "", seconds);
        if (_tokens.TryGetValue(key, out var known) && time.GetUtcNow() < known.RenewAt)
            return known.Token;
        var spec = new V1TokenRequestSpec
        {
            Audiences = string.IsNullOrEmpty(audience) ? [] : [audience],
            ExpirationSeconds = seconds,
            BoundObjectRef = new V1BoundObjectReference { ApiVersion = "v1", Kind = "Pod", Name = pod.Metadata.Name, Uid = pod.Metadata.Uid },
        };
        var account = pod.Spec.ServiceAccountName ?? "default";
        var answer = await client.CreateTokenAsync(pod.Metadata.NamespaceProperty, account, spec, cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var life = answer.Status.ExpirationTimestamp is { } end ? end - now.UtcDateTime : TimeSpan.FromSeconds(seconds);
        var use = TimeSpan.FromTicks(Math.Min((long)(life.Ticks * 0.8), LongestUse.Ticks));
        _tokens[key] = (answer.Status.Token, now + use);
        return answer.Status.Token;
    }

    /// <summary>Forgets the tokens of a pod that is gone.</summary>
    public void Forget(string podUid)
    {
        foreach (var key in _tokens.Keys.Where(key => key.PodUid == podUid))
            _tokens.TryRemove(key, out _);
    }
}
