using Tiphys.Api.Machinery.Cel.Functions;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authorization;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>
/// The authorizer that expressions of one request ask. Evaluation does not wait: a decision that takes time ends it, and what
/// was decided is remembered for the next attempt and for the request's other expressions.
/// </summary>
/// <remarks>For one request, one thread at a time.</remarks>
internal sealed class ExpressionAuthorizer(IAuthorizer authorizer, UserInfo user, CancellationToken cancellationToken) : ICelAuthorizer
{
    private readonly Dictionary<CelAuthorizationCheck, CelDecision> _decisions = [];

    public CelDecision Check(CelAuthorizationCheck check)
    {
        if (_decisions.TryGetValue(check, out var known))
            return known;
        var pending = DecideAsync(check);
        if (!pending.IsCompletedSuccessfully)
            throw new PendingAuthorizationException(pending);
        return _decisions[check];
    }

    private async Task DecideAsync(CelAuthorizationCheck check)
    {
        try
        {
            var decision = await authorizer.AuthorizeAsync(Attributes(check), cancellationToken).ConfigureAwait(false);
            _decisions[check] = new CelDecision(decision.Verdict == AuthorizationVerdict.Allow, decision.Reason ?? "", null);
        }
        // An authorizer that fails has not decided; the expression can ask for the error.
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _decisions[check] = new CelDecision(false, "", e.Message);
        }
    }

    private AuthorizationAttributes Attributes(CelAuthorizationCheck check) => new()
    {
        User = check.ServiceAccountName is null ? user : ServiceAccount(check.ServiceAccountNamespace, check.ServiceAccountName),
        Verb = check.Verb,
        IsResourceRequest = check.Path is null,
        Path = check.Path ?? "",
        Group = check.Group,
        Version = check.Path is null ? "*" : "",
        Resource = check.Resource,
        Subresource = check.Subresource,
        Namespace = check.Namespace,
        Name = check.Name,
        FieldSelector = check.FieldSelector,
        LabelSelector = check.LabelSelector,
    };

    private static UserInfo ServiceAccount(string ns, string name) => new($"system:serviceaccount:{ns}:{name}")
    {
        Groups = ["system:serviceaccounts", $"system:serviceaccounts:{ns}", "system:authenticated"],
    };
}
