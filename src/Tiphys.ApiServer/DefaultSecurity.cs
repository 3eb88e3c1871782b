using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Admission.Pods;
using Tiphys.ApiServer.Admission.Policies;
using Tiphys.ApiServer.Audit;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authentication.Impersonation;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Fairness;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer;

/// <summary>Authentication, authorization, admission and what stands around a request, as kube-apiserver has them: <c>Security = s => DefaultSecurity.Create(options, s)</c>.</summary>
public static class DefaultSecurity
{
    public static ServerSecurity Create(SecurityOptions options, ServerServices services)
    {
        var clients = new WebhookClients(services.Reader, services.Time);
        var authentication = DefaultAuthentication.Create(options.Authentication, services.Reader, clients, services.Time);
        var authorization = DefaultAuthorization.Create(options.Authorization, services.Reader, services.Writer, clients, services.Time);
        var trail = MakeTrail(options.Audit, clients, services.Time);
        var audit = trail is null ? null : new AuditFilter(options.Audit!.Policy, trail, services.Time);
        var impersonation = new ImpersonationFilter(new Impersonator(authorization.Requests));
        var seats = new SeatDispatcher(options.Fairness, services.Time);
        var fairness = new FairnessFilter(services.Reader, seats);
        var admission = DefaultAdmission.Create(options.Admission, services, clients, authorization.Escalation);
        var fairnessObjects = new FairnessObjects(services.Reader, services.Writer, services.Time);
        return new ServerSecurity
        {
            Authenticators = [authentication.Requests],
            Authorizers = [authorization.Requests],
            Admission = [admission],
            Metrics = trail is null ? [.. admission.Metrics, new FairnessMetrics(seats)] : [.. admission.Metrics, new FairnessMetrics(seats), trail.Metrics],
            Filters = audit is null ? [impersonation, fairness] : [audit, impersonation, fairness],
            Refused = audit is null ? null : audit.RefusedAsync,
            VirtualResources = [.. authentication.Resources, .. authorization.Resources],
            Paths = new Dictionary<string, IRequestHandler>
            {
                ["/.well-known/openid-configuration"] = new FixedDocumentHandler("application/json", authentication.Discovery.Configuration),
                [IssuerDiscovery.KeySetPath] = new FixedDocumentHandler("application/jwk-set+json", authentication.Discovery.KeySet),
            },
            StartSteps =
            [
                new("rbac/bootstrap-roles", authorization.Roles.RunAsync),
                new("scheduling/bootstrap-system-priority-classes", new SystemPriorityClasses(services.Reader, services.Writer).RunAsync),
                new("priority-and-fairness-config-producer", fairnessObjects.StartAsync),
            ],
            Background = [token => authorization.Aggregation.RunAsync(services.Time, token), new PolicyTypeCheckLoop(services).RunAsync, fairnessObjects.RunAsync],
            LegacyTokens = authentication.LegacyTokens,
            Owned = trail is null ? [clients] : [trail, clients],
        };
    }

    private static AuditTrail? MakeTrail(AuditOptions? options, WebhookClients clients, TimeProvider time)
    {
        if (options is null)
            return null;
        var sinks = new List<IAuditSink>(options.FurtherSinks);
        if (options.Log is not null)
            sinks.Add(new AuditLogFile(options.Log, time));
        if (options.Webhook is not null)
            sinks.Add(new AuditWebhook(options.Webhook, clients, time));
        return sinks.Count == 0 ? null : new AuditTrail(sinks);
    }
}
