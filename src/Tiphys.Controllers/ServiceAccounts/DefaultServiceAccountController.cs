using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.ServiceAccounts;

/// <summary>Gives every namespace its service account <c>default</c>, and gives it back when it is deleted.</summary>
internal sealed class DefaultServiceAccountController : KeyedController
{
    private const string DefaultName = "default";
    private readonly ObjectCache<V1Namespace> _namespaces;
    private readonly ObjectCache<V1ServiceAccount> _accounts;

    public DefaultServiceAccountController(ControllerContext context)
        : base(context, "serviceaccount-controller")
    {
        _namespaces = WatchOwn<V1Namespace>();
        _accounts = Watch<V1ServiceAccount>(change =>
        {
            if (change.IsDeletion && change.Current.Metadata.Name == DefaultName)
                Queue.Add(new("", change.Current.Metadata.NamespaceProperty));
        });
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_namespaces.Get(key) is not { Status.Phase: not "Terminating" } ns || ns.IsDeleting() || _accounts.Get(key.Name, DefaultName) is not null)
            return ReconcileResult.Done;
        try
        {
            var account = new V1ServiceAccount { Metadata = new() { Name = DefaultName, NamespaceProperty = key.Name } };
            await Client.For<V1ServiceAccount>().CreateAsync(account, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Reason == StatusReason.AlreadyExists || e.Code == 404 || e.Causes.Any(cause => cause.Reason == "NamespaceTerminating"))
        {
            // Made by somebody else, or the namespace is on its way out.
        }

        return ReconcileResult.Done;
    }
}
