using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.Reviews;

/// <summary>Answers authentication.k8s.io/v1 TokenReview: whose is this token, and for whom.</summary>
internal sealed class TokenReviewResource(ITokenAuthenticator tokens, IReadOnlyList<string> apiAudiences) : IVirtualResource
{
    public GroupResource Resource => new("authentication.k8s.io", "tokenreviews");

    public async ValueTask<DocObject> CreateAsync(VirtualCreate request, CancellationToken cancellationToken)
    {
        var token = request.Body.StringAt("spec", "token");
        if (token.Length == 0)
            throw ApiException.BadRequest("token is required for TokenReview in authentication");
        var asked = request.Body.StringsAt("spec", "audiences").ToArray();
        var result = await tokens.AuthenticateTokenAsync(token, asked.Length > 0 ? asked : apiAudiences, cancellationToken).ConfigureAwait(false);
        var answer = request.Body.Clone();
        answer["status"] = StatusOf(result);
        return answer;
    }

    private static DocObject StatusOf(TokenResult result)
    {
        if (result.User is { } user)
        {
            var known = user.InGroup("system:authenticated") ? user : user with { Groups = [.. user.Groups, "system:authenticated"] };
            return new DocObject
            {
                { "authenticated", true },
                { "user", UserInfoDocument.Write(known) },
                { "audiences", new DocArray(result.Audiences.Select(audience => (DocNode)audience)) },
            };
        }

        var status = new DocObject { { "user", new DocObject() } };
        status["error"] = result.Failure ?? "invalid bearer token";
        return status;
    }
}
