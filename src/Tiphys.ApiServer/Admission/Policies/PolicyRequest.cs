using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Functions;
using Tiphys.Api.Machinery.Cel.Policies;
using Tiphys.Api.Machinery.Cel.Schemas;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission.Webhooks;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>The values of one write that expressions see, in the version of the resource that was matched.</summary>
internal sealed class PolicyRequest
{
    private readonly AdmissionAttributes _attributes;
    private readonly ResourceInfo _matched;
    private readonly Dictionary<string, CelValue> _values = new(StringComparer.Ordinal);

    /// <param name="ns">The namespace's document; null for what has none.</param>
    public PolicyRequest(AdmissionAttributes attributes, ResourceInfo matched, DocObject? ns, ICelAuthorizer authorizer)
    {
        _attributes = attributes;
        _matched = matched;
        _values[PolicyVariable.NamespaceObject] = NamespaceOf(ns);
        _values[PolicyVariable.Authorizer] = AuthorizerFunctions.ValueOf(authorizer);
        _values[PolicyVariable.RequestResource] = AuthorizerFunctions.ValueOf(authorizer, new CelAuthorizationCheck
        {
            Group = attributes.Resource.GroupVersion.Group,
            Resource = attributes.Resource.Resource,
            Subresource = attributes.Subresource,
            Namespace = attributes.Namespace,
            Name = attributes.Name,
        });
        _values[PolicyVariable.OldObject] = DocValues.Of(AdmissionReview.InVersion(attributes.OldObject, attributes.Resource, matched));
    }

    public AdmissionAttributes Attributes => _attributes;

    /// <summary>A value by the name of its variable; the object is read anew each time, as mutations replace it.</summary>
    public CelValue this[string name] => name switch
    {
        PolicyVariable.Object => DocValues.Of(AdmissionReview.InVersion(_attributes.Object, _attributes.Resource, _matched)),
        PolicyVariable.Request => _values.TryGetValue(name, out var request) ? request : _values[name] = DocValues.Of(RequestDocument()),
        _ => _values.GetValueOrDefault(name),
    };

    private DocObject RequestDocument()
    {
        var request = AdmissionReview.Describe(_attributes, _matched);
        // What is not set is empty here, not missing.
        foreach (var name in (ReadOnlySpan<string>)["name", "namespace", "subResource", "requestSubResource"])
            request[name] ??= "";
        request["options"] = _attributes.Options ?? (DocNode)DocNull.Instance;
        return request;
    }

    private static CelValue NamespaceOf(DocObject? ns)
    {
        if (ns is null)
            return CelValue.Null;
        var metadata = new DocObject();
        foreach (var (name, value) in ns.GetObject("metadata") ?? [])
        {
            if (name is not ("managedFields" or "ownerReferences" or "selfLink"))
                metadata.Set(name == "uid" ? "UID" : name, value);
        }

        return DocValues.Of(new DocObject
        {
            { "metadata", metadata },
            { "spec", ns["spec"] ?? new DocObject() },
            { "status", ns["status"] ?? new DocObject() },
        });
    }
}
