using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Tests.Authorization;

public sealed class RbacTests
{
    private static readonly UserInfo Jane = new("jane") { Groups = ["dev", "system:authenticated"] };
    private readonly TestRoles _roles = new();

    [Theory]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}""", "get pods shop/a", true)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}""", "list pods shop", false)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}""", "get pods/log shop/a", false)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods/log"]}""", "get pods/log shop/a", true)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["*/log"]}""", "get pods/log shop/a", true)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["*/log"]}""", "get pods shop/a", false)]
    [InlineData("""{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}""", "delete deployments/scale.apps shop/a", true)]
    [InlineData("""{"verbs":["get"],"apiGroups":["apps"],"resources":["pods"]}""", "get pods shop/a", false)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods"],"resourceNames":["a"]}""", "get pods shop/a", true)]
    [InlineData("""{"verbs":["get","list"],"apiGroups":[""],"resources":["pods"],"resourceNames":["a"]}""", "list pods shop", false)]
    [InlineData("""{"verbs":["get"],"apiGroups":[""],"resources":["pods"],"resourceNames":["a"]}""", "get pods shop/b", false)]
    [InlineData("""{"verbs":["get"],"nonResourceURLs":["/healthz"]}""", "get /healthz", true)]
    [InlineData("""{"verbs":["get"],"nonResourceURLs":["/healthz"]}""", "get /healthz/etcd", false)]
    [InlineData("""{"verbs":["get"],"nonResourceURLs":["/healthz/*"]}""", "get /healthz/etcd", true)]
    [InlineData("""{"verbs":["get"],"nonResourceURLs":["*"]}""", "get /metrics", true)]
    [InlineData("""{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}""", "get /metrics", false)]
    public async Task Rule_Asked_AllowsExactlyWhatItSays(string rule, string question, bool allowed)
    {
        _roles.Role("", "r", $"[{rule}]");
        _roles.Bind("", "b", "ClusterRole", "r", "User", "jane");

        Assert.Equal(allowed, await _roles.MayAsync(Jane, question));
    }

    [Fact]
    public async Task ClusterRole_BoundInANamespace_HoldsOnlyThere()
    {
        _roles.Role("", "r", """[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]""");
        _roles.Bind("shop", "b", "ClusterRole", "r", "Group", "dev");

        var decision = await _roles.AskAsync(Jane, "get pods shop/a");
        Assert.Equal("RBAC: allowed by RoleBinding \"b/shop\" of ClusterRole \"r\" to Group \"dev\"", decision.Reason);
        Assert.False(await _roles.MayAsync(Jane, "get pods other/a"));
        Assert.False(await _roles.MayAsync(Jane, "get pods"));
    }

    [Fact]
    public async Task ServiceAccountSubject_WithoutNamespace_IsOfTheBindingsNamespace()
    {
        _roles.Role("shop", "r", """[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]""");
        _roles.Bind("shop", "b", "Role", "r", "ServiceAccount", "robot");

        Assert.True(await _roles.MayAsync(new("system:serviceaccount:shop:robot"), "get pods shop/a"));
        Assert.False(await _roles.MayAsync(new("system:serviceaccount:other:robot"), "get pods shop/a"));
    }

    [Fact]
    public async Task RoleChange_IsSeenByTheNextRequest()
    {
        _roles.Bind("", "b", "ClusterRole", "r", "User", "jane");
        Assert.Equal("RBAC: clusterrole.rbac.authorization.k8s.io \"r\" not found", (await _roles.AskAsync(Jane, "get pods shop/a")).Reason);

        _roles.Role("", "r", """[{"verbs":["get"],"apiGroups":[""],"resources":["pods"]}]""");
        Assert.True(await _roles.MayAsync(Jane, "get pods shop/a"));

        _roles.Objects.Delete(BuiltInResources.ClusterRoleBindings, "", "b");
        Assert.False(await _roles.MayAsync(Jane, "get pods shop/a"));
    }

    [Fact]
    public async Task Masters_MayDoEverything() =>
        Assert.True(await _roles.MayAsync(new("root") { Groups = ["system:masters"] }, "delete nodes /n1"));

    [Theory]
    [InlineData("get pods shop/a", "pods \"a\" is forbidden: User \"jane\" cannot get resource \"pods\" in API group \"\" in the namespace \"shop\"")]
    [InlineData("list nodes", "nodes is forbidden: User \"jane\" cannot list resource \"nodes\" in API group \"\" at the cluster scope")]
    [InlineData("create pods/exec shop/a", "pods \"a\" is forbidden: User \"jane\" cannot create resource \"pods/exec\" in API group \"\" in the namespace \"shop\"")]
    [InlineData("get deployments.apps shop/a", "deployments.apps \"a\" is forbidden: User \"jane\" cannot get resource \"deployments\" in API group \"apps\" in the namespace \"shop\"")]
    [InlineData("get /metrics", "forbidden: User \"jane\" cannot get path \"/metrics\"")]
    public void Forbidden_IsWordedAsClientsKnowIt(string question, string message) =>
        Assert.Equal(message, ForbiddenMessage.Of(TestRoles.Attributes(Jane, question), "").Message);
}
