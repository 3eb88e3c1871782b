using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>Finds the pod, secret or node that a TokenRequest wants its token to hang on.</summary>
internal sealed class BoundObjectResolver(IObjectReader reader)
{
    /// <exception cref="ApiException">NotFound, Conflict for another uid, BadRequest for what cannot be bound.</exception>
    public async ValueTask<BoundClaims> ResolveAsync(DocObject account, DocObject? reference, CancellationToken cancellationToken)
    {
        var ns = account.ObjectNamespace;
        var claims = new BoundClaims(new(BuiltInResources.ServiceAccounts, ns, account.ObjectName, account.ObjectUid), null, null, null, "");
        if (reference is null)
            return claims;
        var kind = reference.GetString("kind") ?? "";
        var apiVersion = reference.GetString("apiVersion") ?? "";
        // A reference without a version is a core one, as an empty group is.
        return (apiVersion is "" or "v1" ? kind : "") switch
        {
            "Pod" => await PodAsync(claims, account, reference, cancellationToken).ConfigureAwait(false),
            "Secret" => claims with { Secret = (await FindAsync(BuiltInResources.Secrets, ns, reference, cancellationToken).ConfigureAwait(false)).Binding },
            "Node" => claims with { Node = (await FindAsync(BuiltInResources.Nodes, "", reference, cancellationToken).ConfigureAwait(false)).Binding },
            _ => throw ApiException.BadRequest($"cannot bind token to object of type {(apiVersion.Contains('/') ? apiVersion : "/" + apiVersion)}, Kind={kind}"),
        };
    }

    private async ValueTask<BoundClaims> PodAsync(BoundClaims claims, DocObject account, DocObject reference, CancellationToken cancellationToken)
    {
        var (pod, binding) = await FindAsync(BuiltInResources.Pods, account.ObjectNamespace, reference, cancellationToken).ConfigureAwait(false);
        if (pod.StringAt("spec", "serviceAccountName") != account.ObjectName)
            throw ApiException.BadRequest(
                $"cannot bind token for serviceaccount \"{account.ObjectName}\" to pod running with different serviceaccount name.");
        var nodeName = pod.StringAt("spec", "nodeName");
        if (nodeName.Length == 0)
            return claims with { Pod = binding };
        var node = reader.Get(BuiltInResources.Nodes, "", nodeName)?.Decode();
        return claims with { Pod = binding, Node = new(BuiltInResources.Nodes, "", nodeName, node?.ObjectUid ?? "") };
    }

    private async ValueTask<(DocObject Object, TokenBinding Binding)> FindAsync(
        GroupResource resource, string ns, DocObject reference, CancellationToken cancellationToken)
    {
        var name = reference.GetString("name") ?? "";
        if (name.Length == 0)
            throw ApiException.BadRequest("Name parameter required.");
        var stored = await reader.GetConsistentAsync(resource, ns, name, cancellationToken).ConfigureAwait(false)
            ?? throw ApiException.NotFound(resource, name);
        var found = stored.Decode();
        var wanted = reference.GetString("uid");
        if (!string.IsNullOrEmpty(wanted) && wanted != found.ObjectUid)
            throw ApiException.Conflict(
                new("", reference.GetString("kind") ?? ""),
                name,
                $"the UID in the bound object reference ({wanted}) does not match the UID in record. The object might have been deleted and then recreated");
        return (found, new(resource, ns, name, found.ObjectUid));
    }
}
