using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Admission;

namespace Tiphys.ApiServer.Tests.Authorization;

public sealed class AccessReviewTests
{
    private static readonly UserInfo Jane = new("jane") { Groups = ["dev"] };
    private readonly TestRoles _roles = new();

    public AccessReviewTests()
    {
        _roles.Role("", "r", """[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]},{"verbs":["get"],"nonResourceURLs":["/metrics"]}]""");
        _roles.Bind("", "b", "ClusterRole", "r", "Group", "dev");
    }

    private async Task<DocObject> AskAsync(string resource, string spec, string ns = "")
    {
        var answering = _roles.Authorization.Resources.Single(entry => entry.Resource.Resource == resource);
        return (await answering.CreateAsync(new VirtualCreate(Jane, ns, "", TestAdmission.Json($$"""{"spec":{{spec}}}""")), default)).GetObject("status")!;
    }

    [Theory]
    [InlineData("selfsubjectaccessreviews", """{"resourceAttributes":{"verb":"get","resource":"pods","namespace":"shop"}}""", true)]
    [InlineData("selfsubjectaccessreviews", """{"resourceAttributes":{"verb":"list","resource":"pods","namespace":"shop"}}""", false)]
    [InlineData("selfsubjectaccessreviews", """{"nonResourceAttributes":{"verb":"get","path":"/metrics"}}""", true)]
    [InlineData("subjectaccessreviews", """{"user":"bob","groups":["dev"],"resourceAttributes":{"verb":"get","resource":"pods"}}""", true)]
    [InlineData("subjectaccessreviews", """{"user":"bob","resourceAttributes":{"verb":"get","resource":"pods"}}""", false)]
    public async Task Review_Asked_TellsWhatARequestWouldGet(string resource, string spec, bool allowed) =>
        Assert.Equal(allowed, (await AskAsync(resource, spec)).GetBool("allowed"));

    [Theory]
    [InlineData("selfsubjectaccessreviews", "{}", 422)]
    [InlineData("selfsubjectaccessreviews", """{"resourceAttributes":{},"nonResourceAttributes":{}}""", 422)]
    [InlineData("subjectaccessreviews", """{"resourceAttributes":{"verb":"get","resource":"pods"}}""", 422)]
    [InlineData("localsubjectaccessreviews", """{"user":"bob","resourceAttributes":{"verb":"get","resource":"pods","namespace":"other"}}""", 422)]
    [InlineData("selfsubjectaccessreviews", """{"resourceAttributes":{"verb":"list","resource":"pods","labelSelector":{}}}""", 422)]
    [InlineData("selfsubjectaccessreviews", """{"resourceAttributes":{"verb":"list","fieldSelector":{"rawSelector":"a=b","requirements":[{"key":"a","operator":"Exists"}]}}}""", 422)]
    [InlineData("selfsubjectaccessreviews", """{"resourceAttributes":{"verb":"list","labelSelector":{"requirements":[{"key":"a","operator":"In"}]}}}""", 422)]
    [InlineData("selfsubjectrulesreviews", "{}", 400)]
    public async Task Review_ThatMakesNoSense_IsRefused(string resource, string spec, int code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<ApiException>(() => AskAsync(resource, spec, "shop"))).Code);

    [Fact]
    public async Task RulesReview_ListsTheRules()
    {
        var status = await AskAsync("selfsubjectrulesreviews", """{"namespace":"shop"}""");

        Assert.Equal(["pods"], status.ObjectsAt("resourceRules").Single().StringsAt("resources"));
        Assert.Equal(["/metrics"], status.ObjectsAt("nonResourceRules").Single().StringsAt("nonResourceURLs"));
        Assert.False(status.GetBool("incomplete"));
    }
}
