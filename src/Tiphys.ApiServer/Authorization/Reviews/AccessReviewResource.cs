using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Reviews;

/// <summary>Answers SubjectAccessReview, LocalSubjectAccessReview and SelfSubjectAccessReview (authorization.k8s.io/v1).</summary>
/// <param name="kind">Which of the three.</param>
internal sealed class AccessReviewResource(string kind, IAuthorizer authorizer) : IVirtualResource
{
    public const string Any = "SubjectAccessReview";
    public const string Local = "LocalSubjectAccessReview";
    public const string Self = "SelfSubjectAccessReview";

    public GroupResource Resource => new("authorization.k8s.io", kind.ToLowerInvariant() + "s");

    public async ValueTask<DocObject> CreateAsync(VirtualCreate request, CancellationToken cancellationToken)
    {
        var spec = request.Body.GetObject("spec") ?? new DocObject();
        var user = kind == Self ? request.User : ReviewedAttributes.ReadUser(spec, kind);
        var asked = ReviewedAttributes.Read(spec, user, kind);
        if (kind == Local)
            CheckNamespace(request, asked);
        var decision = await authorizer.AuthorizeAsync(asked, cancellationToken).ConfigureAwait(false);
        var answer = request.Body.Clone();
        answer["status"] = StatusOf(decision);
        return answer;
    }

    private static void CheckNamespace(VirtualCreate request, AuthorizationAttributes asked)
    {
        if (!asked.IsResourceRequest)
            throw ApiException.Invalid("authorization.k8s.io", Local, "", [new StatusCause(
                "FieldValueInvalid", "Invalid value: null: disallowed on this kind of request", "spec.nonResourceAttributes")]);
        if (asked.Namespace != request.Namespace)
        {
            throw ApiException.Invalid("authorization.k8s.io", Local, "", [new StatusCause(
                "FieldValueInvalid", $"Invalid value: \"{asked.Namespace}\": must match metadata.namespace", "spec.resourceAttributes.namespace")]);
        }
    }

    private static DocObject StatusOf(AuthorizationDecision decision)
    {
        var status = new DocObject { { "allowed", decision.Verdict == AuthorizationVerdict.Allow } };
        if (decision.Verdict == AuthorizationVerdict.Deny)
            status["denied"] = true;
        if (!string.IsNullOrEmpty(decision.Reason))
            status["reason"] = decision.Reason;
        return status;
    }
}
