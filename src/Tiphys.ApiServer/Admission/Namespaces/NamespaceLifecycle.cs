using Tiphys.Api.Errors;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Namespaces;

/// <summary>Nothing is made in a namespace that is not there or is going away, and the system's namespaces stay.</summary>
internal sealed class NamespaceLifecycle(IObjectReader reader) : IAdmissionPlugin
{
    private static readonly HashSet<string> Immortal = ["default", "kube-system", "kube-public"];

    public string Name => "NamespaceLifecycle";

    public bool Handles(AdmissionAttributes attributes) =>
        attributes.Operation != AdmissionOperation.Connect && attributes.Resource.Resource != "localsubjectaccessreviews"
        && (attributes.Is(BuiltInResources.Namespaces) ? attributes.Operation == AdmissionOperation.Delete
            : attributes.Namespace.Length > 0 && attributes.Operation != AdmissionOperation.Delete);

    public async ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        if (attributes.Operation == AdmissionOperation.Delete)
        {
            if (Immortal.Contains(attributes.Name))
                throw attributes.Forbidden("this namespace may not be deleted");
            return;
        }

        var ns = reader.Get(BuiltInResources.Namespaces, "", attributes.Namespace)
            ?? await reader.GetConsistentAsync(BuiltInResources.Namespaces, "", attributes.Namespace, cancellationToken).ConfigureAwait(false)
            ?? throw ApiException.NotFound(BuiltInResources.Namespaces, attributes.Namespace);
        if (attributes.IsCreate && NamespaceStates.IsTerminating(ns))
            throw Terminating(attributes);
    }

    private static ApiException Terminating(AdmissionAttributes attributes)
    {
        var plain = attributes.Forbidden($"unable to create new content in namespace {attributes.Namespace} because it is being terminated");
        return new ApiException(plain.Code, plain.Reason, plain.Message)
        {
            DetailsGroup = plain.DetailsGroup,
            DetailsKind = plain.DetailsKind,
            DetailsName = plain.DetailsName,
            Causes = [new StatusCause("NamespaceTerminating", $"namespace {attributes.Namespace} is being terminated", "metadata.namespace")],
        };
    }
}
