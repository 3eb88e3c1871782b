using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.Reviews;

/// <summary>Answers authentication.k8s.io/v1 SelfSubjectReview: who am I.</summary>
internal sealed class SelfSubjectReviewResource(TimeProvider time) : IVirtualResource
{
    public GroupResource Resource => new("authentication.k8s.io", "selfsubjectreviews");

    public ValueTask<DocObject> CreateAsync(VirtualCreate request, CancellationToken cancellationToken)
    {
        var answer = request.Body.Clone();
        answer.GetOrAddObject("metadata")["creationTimestamp"] = ObjectFields.FormatTime(time.GetUtcNow());
        answer["status"] = new DocObject { { "userInfo", UserInfoDocument.Write(request.User) } };
        return ValueTask.FromResult(answer);
    }
}
