using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Admission.Pods;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authentication.Impersonation;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer;

/// <summary>Authentication, authorization, admission and what stands around a request, as kube-apiserver has them: <c>Security = s => DefaultSecurity.Create(options, s)</c>.</summary>
public static class DefaultSecurity
{
    public static ServerSecurity Create(SecurityOptions options, ServerServices services)
    {
        var authentication = DefaultAuthentication.Create(options.Authentication, services.Reader, services.Time);
        var authorization = DefaultAuthorization.Create(options.Authorization, services.Reader, services.Writer);
        return new ServerSecurity
        {
            Authenticators = [authentication.Requests],
            Authorizers = [authorization.Requests],
            Admission = [DefaultAdmission.Create(options.Admission, services, authorization.Escalation)],
            Filters = [new ImpersonationFilter(new Impersonator(authorization.Requests))],
            VirtualResources = [.. authentication.Resources, .. authorization.Resources],
            Paths = new Dictionary<string, IRequestHandler>
            {
                ["/.well-known/openid-configuration"] = new FixedDocumentHandler("application/json", authentication.Discovery.Configuration),
                [IssuerDiscovery.KeySetPath] = new FixedDocumentHandler("application/jwk-set+json", authentication.Discovery.KeySet),
            },
            StartSteps = [authorization.Roles.RunAsync, new SystemPriorityClasses(services.Reader, services.Writer).RunAsync],
            Background = [token => authorization.Aggregation.RunAsync(services.Time, token)],
        };
    }
}
