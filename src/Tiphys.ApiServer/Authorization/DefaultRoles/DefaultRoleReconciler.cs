using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.DefaultRoles;

/// <summary>Brings the default roles and bindings into the store when the server starts. Idempotent; several servers may do it at once.</summary>
public sealed class DefaultRoleReconciler(IObjectReader reader, IObjectWriter writer)
{
    private const int Attempts = 5;

    /// <summary>Creates what is missing and mends what stands. Namespaces the roles live in (kube-system, kube-public) must be there before.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await AllAsync(BuiltInResources.ClusterRoles, DefaultRoleTable.ClusterRoles(), Role, cancellationToken).ConfigureAwait(false);
        await AllAsync(BuiltInResources.ClusterRoleBindings, DefaultRoleTable.ClusterBindings(), RolePlan.Binding, cancellationToken).ConfigureAwait(false);
        await AllAsync(BuiltInResources.Roles, DefaultRoleTable.NamespaceRoles(), Role, cancellationToken).ConfigureAwait(false);
        await AllAsync(BuiltInResources.RoleBindings, DefaultRoleTable.NamespaceBindings(), RolePlan.Binding, cancellationToken).ConfigureAwait(false);
        await new RoleAggregator(reader, writer).ReconcileAsync(cancellationToken).ConfigureAwait(false);
    }

    private delegate DocObject? Plan(DocObject standing, DocObject wanted, out bool recreate);

    private static DocObject? Role(DocObject standing, DocObject wanted, out bool recreate)
    {
        recreate = false;
        return RolePlan.Role(standing, wanted);
    }

    private Task AllAsync(GroupResource resource, IReadOnlyList<DocObject> wanted, Plan plan, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            wanted,
            new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = cancellationToken },
            (document, token) => OneAsync(resource, document, plan, token));

    private async ValueTask OneAsync(GroupResource resource, DocObject wanted, Plan plan, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await WriteAsync(resource, wanted, plan, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (ApiException e) when (e.Code is 409 or 404 && attempt < Attempts)
            {
                // Somebody else wrote it in between; what stands now is looked at anew.
            }
        }
    }

    private async ValueTask WriteAsync(GroupResource resource, DocObject wanted, Plan plan, CancellationToken cancellationToken)
    {
        var stored = await reader.GetConsistentAsync(resource, wanted.ObjectNamespace, wanted.ObjectName, cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            await writer.CreateAsync(resource, wanted, cancellationToken).ConfigureAwait(false);
            return;
        }

        if (plan(stored.Decode(), wanted, out var recreate) is not { } next)
            return;
        if (recreate)
        {
            await writer.DeleteAsync(resource, wanted.ObjectNamespace, wanted.ObjectName, cancellationToken).ConfigureAwait(false);
            await writer.CreateAsync(resource, wanted, cancellationToken).ConfigureAwait(false);
            return;
        }

        await writer.UpdateAsync(resource, next, cancellationToken).ConfigureAwait(false);
    }
}
