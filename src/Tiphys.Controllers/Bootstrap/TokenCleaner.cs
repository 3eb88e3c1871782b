using System.Globalization;
using System.Text;
using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Requests;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.Bootstrap;

/// <summary>Deletes bootstrap tokens that have expired.</summary>
internal sealed class TokenCleaner : KeyedController
{
    public const string TokenType = "bootstrap.kubernetes.io/token";
    private readonly ObjectCache<V1Secret> _tokens;

    public TokenCleaner(ControllerContext context)
        : base(context, "token-cleaner-controller", workers: 1) =>
        _tokens = Watch<V1Secret>(
            change => Queue.Add(change.Current.Key()), new() { Namespace = "kube-system", FieldSelector = $"type={TokenType}" });

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_tokens.Get(key) is not { } token || token.Data is null || !token.Data.TryGetValue("expiration", out var text)
            || !DateTimeOffset.TryParse(Encoding.UTF8.GetString(text), CultureInfo.InvariantCulture, out var expires))
            return ReconcileResult.Done;
        var left = expires - Context.Time.GetUtcNow();
        if (left > TimeSpan.Zero)
            return ReconcileResult.Later(left);
        await Client.For<V1Secret>()
            .TryDeleteAsync(key.Namespace, key.Name, cancellationToken, DeleteQuery.Default with { Uid = token.Metadata.Uid }).ConfigureAwait(false);
        return ReconcileResult.Done;
    }
}
