using System.Text;
using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Requests;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.ServiceAccounts;

/// <summary>Fills Secrets of type service-account token, and removes them with their account.</summary>
internal sealed class TokenSecretController : KeyedController
{
    private const string SecretType = "kubernetes.io/service-account-token";
    private const string AccountName = "kubernetes.io/service-account.name";
    private const string AccountUid = "kubernetes.io/service-account.uid";
    private readonly Func<string, string, string, string, string> _sign;
    private readonly ObjectCache<V1Secret> _secrets;
    private readonly ObjectCache<V1ServiceAccount> _accounts;

    public TokenSecretController(ControllerContext context, Func<string, string, string, string, string> sign)
        : base(context, "serviceaccount-token-controller")
    {
        _sign = sign;
        _secrets = Watch<V1Secret>(change => Queue.Add(change.Current.Key()), new() { FieldSelector = $"type={SecretType}" });
        _accounts = Watch<V1ServiceAccount>(change =>
        {
            foreach (var secret in _secrets.List(change.Current.Metadata.NamespaceProperty))
            {
                if (secret.Annotation(AccountName) == change.Current.Metadata.Name)
                    Queue.Add(secret.Key());
            }
        });
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_secrets.Get(key) is not { Type: SecretType } secret || secret.IsDeleting() || secret.Annotation(AccountName) is not { Length: > 0 } name)
            return ReconcileResult.Done;
        var account = _accounts.Get(key.Namespace, name)
            ?? await Client.For<V1ServiceAccount>().TryGetAsync(key.Namespace, name, cancellationToken).ConfigureAwait(false);
        var uid = secret.Annotation(AccountUid);
        if (account is null || (!string.IsNullOrEmpty(uid) && uid != account.Metadata.Uid))
        {
            var sameOnly = DeleteQuery.Default with { Uid = secret.Metadata.Uid };
            await Client.For<V1Secret>().TryDeleteAsync(key.Namespace, key.Name, cancellationToken, sameOnly).ConfigureAwait(false);
            return ReconcileResult.Done;
        }

        if (Filled(secret, account) is { } filled)
            await Client.For<V1Secret>().UpdateAsync(filled, cancellationToken).ConfigureAwait(false);
        return ReconcileResult.Done;
    }

    private V1Secret? Filled(V1Secret secret, V1ServiceAccount account)
    {
        var data = new Dictionary<string, byte[]>(secret.Data ?? new Dictionary<string, byte[]>());
        var before = data.Count;
        data.TryAdd("token", Encoding.UTF8.GetBytes(_sign(account.Metadata.NamespaceProperty, account.Metadata.Name, account.Metadata.Uid, secret.Metadata.Name)));
        data.TryAdd("namespace", Encoding.UTF8.GetBytes(account.Metadata.NamespaceProperty));
        if (Context.Options.RootCaPem is { } pem)
            data.TryAdd("ca.crt", Encoding.UTF8.GetBytes(pem));
        if (data.Count == before && secret.Annotation(AccountUid) == account.Metadata.Uid)
            return null;
        var annotations = new Dictionary<string, string>(secret.Metadata.Annotations) { [AccountUid] = account.Metadata.Uid };
        return secret with { Metadata = secret.Metadata with { Annotations = annotations }, Data = data };
    }
}
