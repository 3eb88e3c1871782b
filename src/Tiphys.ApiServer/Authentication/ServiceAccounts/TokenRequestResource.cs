using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>Answers <c>POST serviceaccounts/NAME/token</c> (authentication.k8s.io/v1 TokenRequest).</summary>
internal sealed class TokenRequestResource(
    ServiceAccountTokenOptions options, ServiceAccountTokenIssuer issuer, IObjectReader reader, TimeProvider time) : IVirtualResource
{
    private const long DefaultSeconds = 3600;

    /// <summary>The odd number the service-account admission mounts with; see <see cref="ServiceAccountTokenOptions.ExtendExpiration"/>.</summary>
    private const long AutomaticMountSeconds = 3607;
    private static readonly TimeSpan ExtendedLife = TimeSpan.FromDays(365);

    public GroupResource Resource => BuiltInResources.ServiceAccounts;

    public string Subresource => "token";

    public async ValueTask<DocObject> CreateAsync(VirtualCreate request, CancellationToken cancellationToken)
    {
        var body = request.Body.Clone();
        TokenRequestRules.CheckNames(body, request);
        var stored = await reader.GetConsistentAsync(Resource, request.Namespace, request.Name, cancellationToken).ConfigureAwait(false)
            ?? throw ApiException.NotFound(Resource, request.Name);
        var account = stored.Decode();
        var spec = body.GetOrAddObject("spec");
        Complete(body, spec, account);
        TokenRequestRules.CheckSpec(spec);
        var claims = await new BoundObjectResolver(reader).ResolveAsync(account, spec.GetObject("boundObjectRef"), cancellationToken).ConfigureAwait(false);
        var token = Issue(claims, spec, request);
        body["status"] = new DocObject { { "token", token.Text }, { "expirationTimestamp", ObjectFields.FormatTime(token.Expiry) } };
        return body;
    }

    private (string Text, DateTimeOffset Expiry) Issue(BoundClaims claims, DocObject spec, VirtualCreate request)
    {
        var wanted = TimeSpan.FromSeconds(spec.GetInt64("expirationSeconds")!.Value);
        if (options.MaxExpiration > TimeSpan.Zero && wanted > options.MaxExpiration)
        {
            request.Warnings.Add($"requested expiration of {wanted.TotalSeconds} seconds shortened to {options.MaxExpiration.TotalSeconds} seconds");
            wanted = options.MaxExpiration;
            spec["expirationSeconds"] = (long)wanted.TotalSeconds;
        }

        var audiences = spec.StringsAt("audiences").ToArray();
        var extend = options.ExtendExpiration && claims.Pod is not null && wanted.TotalSeconds == AutomaticMountSeconds
            && !audiences.Except(options.EffectiveAudiences).Any();
        var text = issuer.Issue(claims, audiences, extend ? ExtendedLife : wanted, extend ? wanted : null, out var credentialId);
        request.AuditAnnotations["authentication.kubernetes.io/issued-credential-id"] = credentialId;
        return (text, time.GetUtcNow() + wanted);
    }

    private void Complete(DocObject body, DocObject spec, DocObject account)
    {
        var metadata = body.GetOrAddObject("metadata");
        var uid = metadata.GetString("uid");
        if (!string.IsNullOrEmpty(uid) && uid != account.ObjectUid)
            throw ApiException.Conflict(
                TokenRequestRules.Kind,
                account.ObjectName,
                $"the UID in the token request ({uid}) does not match the UID of the service account ({account.ObjectUid})");
        metadata["name"] = account.ObjectName;
        metadata["namespace"] = account.ObjectNamespace;
        metadata["uid"] = account.ObjectUid;
        metadata["creationTimestamp"] = ObjectFields.FormatTime(time.GetUtcNow());
        body.Set("apiVersion", "authentication.k8s.io/v1");
        body.Set("kind", "TokenRequest");
        if (spec.GetArray("audiences") is not { Count: > 0 })
            spec["audiences"] = new DocArray(options.EffectiveAudiences.Select(audience => (DocNode)audience));
        if (spec["expirationSeconds"] is null or DocNull)
            spec["expirationSeconds"] = DefaultSeconds;
    }
}
