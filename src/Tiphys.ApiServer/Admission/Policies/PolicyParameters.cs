using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>Finds the parameter objects that a binding names.</summary>
internal sealed class PolicyParameters(IObjectReader reader, Func<IResourceCatalog> catalog)
{
    /// <param name="kind">The policy's paramKind; null if it takes no parameters.</param>
    /// <returns>The objects to evaluate with, one null if the policy is evaluated without; or why that cannot be said.</returns>
    public (IReadOnlyList<DocObject?> Found, string? Failure) Find(DocObject? kind, PolicyBinding binding, string requestNamespace)
    {
        if (kind is null || binding.ParamRef is not { } wanted)
            return ([null], null);
        if (!GroupVersion.TryParse(kind.GetString("apiVersion"), out var version) || !catalog().TryGetByKind(version, kind.StringAt("kind"), out var resource))
            return ([], $"failed to find resource referenced by paramKind: '{kind.StringAt("apiVersion")}, Kind={kind.StringAt("kind")}'");
        var ns = wanted.StringAt("namespace");
        if (!resource.Namespaced && ns.Length > 0)
            return ([], "paramRef.namespace must not be provided for a cluster-scoped `paramKind`");
        if (resource.Namespaced && ns.Length == 0)
            ns = requestNamespace;
        if (resource.Namespaced && ns.Length == 0)
            return ([], "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources");
        var found = Select(resource, ns, wanted, binding);
        return found.Count == 0 && wanted.StringAt("parameterNotFoundAction") == "Deny"
            ? ([], "no params found for policy binding with `Deny` parameterNotFoundAction")
            : (found, null);
    }

    private List<DocObject?> Select(ResourceInfo resource, string ns, DocObject wanted, PolicyBinding binding)
    {
        if (wanted.StringAt("name") is { Length: > 0 } name)
            return reader.Get(resource.GroupResource, ns, name) is { } one ? [Told(one, resource)] : [];
        return [.. reader.List(resource.GroupResource, ns).Select(stored => Told(stored, resource)).Where(param => binding.ParamSelector?.Matches(param.ObjectLabels) == true)];
    }

    private static DocObject Told(StoredObject stored, ResourceInfo resource)
    {
        var document = stored.Decode();
        document["apiVersion"] = resource.ApiVersion;
        document["kind"] = resource.Kind;
        return document;
    }
}
