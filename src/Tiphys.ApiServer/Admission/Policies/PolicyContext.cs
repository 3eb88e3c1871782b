using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission.Namespaces;
using Tiphys.ApiServer.Admission.Webhooks;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>What policies and match conditions need of the server.</summary>
internal sealed class PolicyContext(ServerServices services, WebhookMatcher matcher)
{
    public IObjectReader Reader => services.Reader;

    public WebhookMatcher Matcher => matcher;

    public PolicyParameters Parameters { get; } = new(services.Reader, services.Catalog);

    /// <summary>The values of a write; the same authorizer for all expressions of a request saves asking twice.</summary>
    public PolicyRequest RequestOf(AdmissionAttributes attributes, ResourceInfo matched, ExpressionAuthorizer authorizer) =>
        new(attributes, matched, NamespaceOf(attributes), authorizer);

    public ExpressionAuthorizer AuthorizerOf(AdmissionAttributes attributes, CancellationToken cancellationToken) =>
        new(services.Authorizer, attributes.User, cancellationToken);

    private DocObject? NamespaceOf(AdmissionAttributes attributes) =>
        attributes.Namespace.Length > 0 && !attributes.Is(BuiltInResources.Namespaces, attributes.Subresource)
        && services.Reader.Get(BuiltInResources.Namespaces, "", attributes.Namespace) is { } stored
            ? NamespaceStates.DocumentOf(stored)
            : null;
}
