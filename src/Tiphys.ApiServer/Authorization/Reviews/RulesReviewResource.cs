using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Authorization.Node;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Reviews;

/// <summary>Answers authorization.k8s.io/v1 SelfSubjectRulesReview: what may I do in this namespace (<c>kubectl auth can-i --list</c>).</summary>
/// <param name="isIncomplete">True if an authorizer takes part whose rules cannot be listed (a webhook).</param>
internal sealed class RulesReviewResource(IRuleResolver rules, Func<bool> isIncomplete) : IVirtualResource
{
    public GroupResource Resource => new("authorization.k8s.io", "selfsubjectrulesreviews");

    public ValueTask<DocObject> CreateAsync(VirtualCreate request, CancellationToken cancellationToken)
    {
        var ns = request.Body.StringAt("spec", "namespace");
        if (ns.Length == 0)
            throw ApiException.BadRequest("no namespace on request");
        var errors = new List<string>();
        var resourceRules = new DocArray();
        var pathRules = new DocArray();
        foreach (var rule in rules.RulesFor(request.User, ns, errors))
        {
            if (rule.Resources.Count > 0)
                resourceRules.Add(rule.ToDocument());
            if (rule.NonResourceUrls.Count > 0)
                pathRules.Add(rule.ToDocument());
        }

        var isNode = NodeIdentity.NodeOf(request.User) is not null;
        if (isNode)
            errors.Add("node authorizer does not support user rule resolution");
        var status = new DocObject
        {
            { "resourceRules", resourceRules }, { "nonResourceRules", pathRules }, { "incomplete", isIncomplete() || isNode || errors.Count > 0 },
        };
        if (errors.Count > 0)
            status["evaluationError"] = string.Join(", ", errors);
        var answer = request.Body.Clone();
        answer["status"] = status;
        return ValueTask.FromResult(answer);
    }
}
