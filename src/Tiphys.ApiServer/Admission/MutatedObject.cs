using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Strictness;

namespace Tiphys.ApiServer.Admission;

/// <summary>What a webhook or policy has made of an object.</summary>
internal static class MutatedObject
{
    /// <summary>Holds it to the schema like what a client sends: unknown fields go, defaults come in, before anybody else sees it. Changes the given document.</summary>
    /// <exception cref="ApiException">400: a value has another type than its field.</exception>
    public static DocObject Settle(AdmissionAttributes attributes, DocObject standing, DocObject changed)
    {
        changed["apiVersion"] = standing["apiVersion"];
        changed["kind"] = standing["kind"];

        // Bodies of subresources may be of another kind than their resource.
        if (attributes.Subresource.Length > 0)
            return changed;
        SchemaFit.Fit(attributes.Resource, changed);
        Defaulter.Apply(attributes.Resource, changed);
        return changed;
    }
}
