using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authorization.DefaultRoles;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Admission;

namespace Tiphys.ApiServer.Tests.Authorization;

public sealed class DefaultRoleTests
{
    [Theory]
    [InlineData("system:anonymous", "system:unauthenticated", "get /healthz", true)]
    [InlineData("system:anonymous", "system:unauthenticated", "get /api", false)]
    [InlineData("jane", "system:authenticated", "get /api/v1", true)]
    [InlineData("jane", "system:authenticated", "create selfsubjectaccessreviews.authorization.k8s.io", true)]
    [InlineData("jane", "system:authenticated", "list pods shop", false)]
    [InlineData("system:kube-scheduler", "", "create pods/binding shop/a", true)]
    [InlineData("system:kube-scheduler", "", "update secrets shop/a", false)]
    [InlineData("system:kube-controller-manager", "", "list secrets", true)]
    [InlineData("system:serviceaccount:kube-system:deployment-controller", "system:serviceaccounts", "update deployments/status.apps shop/a", true)]
    [InlineData("system:serviceaccount:shop:deployment-controller", "system:serviceaccounts", "update deployments/status.apps shop/a", false)]
    [InlineData("system:serviceaccount:shop:any", "system:serviceaccounts", "get /openid/v1/jwks", true)]
    [InlineData("system:kube-proxy", "", "watch endpointslices.discovery.k8s.io", true)]
    public async Task DefaultRoles_Stand_AllowTheirSubjects(string user, string group, string question, bool allowed)
    {
        var roles = await TestRoles.WithDefaultsAsync();

        Assert.Equal(allowed, await roles.MayAsync(new UserInfo(user) { Groups = [group] }, question));
    }

    [Theory]
    [InlineData("view", "get pods shop/a", true)]
    [InlineData("view", "get secrets shop/a", false)]
    [InlineData("view", "create pods shop", false)]
    [InlineData("edit", "get secrets shop/a", true)]
    [InlineData("edit", "create pods/exec shop/a", true)]
    [InlineData("edit", "create rolebindings.rbac.authorization.k8s.io shop", false)]
    [InlineData("admin", "create rolebindings.rbac.authorization.k8s.io shop", true)]
    [InlineData("admin", "create deployments.apps shop", true)]
    [InlineData("admin", "update resourcequotas shop/a", false)]
    public async Task GatheringRoles_AfterStart_HoldWhatIsAggregatedToThem(string role, string question, bool allowed)
    {
        var roles = await TestRoles.WithDefaultsAsync();
        roles.Bind("shop", "b", "ClusterRole", role, "User", "jane");

        Assert.Equal(allowed, await roles.MayAsync(new UserInfo("jane"), question));
    }

    [Fact]
    public async Task Aggregation_OfANewRole_ReachesEveryGatheringRole()
    {
        var roles = await TestRoles.WithDefaultsAsync();
        roles.Bind("shop", "b", "ClusterRole", "admin", "User", "jane");
        roles.Objects.Put(BuiltInResources.ClusterRoles, """
            {"metadata":{"name":"cron-view","labels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"}},
             "rules":[{"verbs":["get"],"apiGroups":["stable.example.com"],"resources":["crontabs"]}]}
            """);

        Assert.True(await roles.Authorization.Aggregation.ReconcileAsync(default));

        Assert.True(await roles.MayAsync(new UserInfo("jane"), "get crontabs.stable.example.com shop/a"));
    }

    [Fact]
    public async Task Reconciliation_TwiceWithoutAChange_WritesNothing()
    {
        var roles = await TestRoles.WithDefaultsAsync();
        var before = roles.Objects.Generation(BuiltInResources.ClusterRoles);

        await roles.Authorization.Roles.RunAsync(default);

        Assert.Equal(before, roles.Objects.Generation(BuiltInResources.ClusterRoles));
    }

    [Fact]
    public async Task Reconciliation_OfADamagedRole_AddsWhatIsMissingAndKeepsWhatWasAdded()
    {
        var roles = await TestRoles.WithDefaultsAsync();
        await ReplaceRulesAsync(roles, """{"verbs":["get"],"apiGroups":["x"],"resources":["y"]}""", autoUpdate: true);

        await roles.Authorization.Roles.RunAsync(default);

        var jane = new UserInfo("jane") { Groups = ["system:authenticated"] };
        Assert.True(await roles.MayAsync(jane, "create selfsubjectaccessreviews.authorization.k8s.io"));
        Assert.True(await roles.MayAsync(jane, "get y.x shop/a"));
    }

    [Fact]
    public async Task Reconciliation_OfARoleThatOptedOut_LeavesItAlone()
    {
        var roles = await TestRoles.WithDefaultsAsync();
        await ReplaceRulesAsync(roles, """{"verbs":["get"],"apiGroups":["x"],"resources":["y"]}""", autoUpdate: false);

        await roles.Authorization.Roles.RunAsync(default);

        Assert.False(await roles.MayAsync(new UserInfo("jane") { Groups = ["system:authenticated"] }, "create selfsubjectaccessreviews.authorization.k8s.io"));
    }

    [Fact]
    public void Binding_ToAnotherRole_IsMadeAnew()
    {
        var wanted = DefaultRoleTable.ClusterBindings().Single(binding => binding.ObjectName == "system:discovery");
        var standing = wanted.Clone();
        standing.GetObject("roleRef")!["name"] = "cluster-admin";

        Assert.NotNull(RolePlan.Binding(standing, wanted, out var recreate));
        Assert.True(recreate);
    }

    private static async Task ReplaceRulesAsync(TestRoles roles, string rule, bool autoUpdate)
    {
        var standing = roles.Objects.Get(BuiltInResources.ClusterRoles, "", "system:basic-user")!.Decode();
        standing["rules"] = new DocArray([TestAdmission.Json(rule)]);
        standing.SetAnnotation("rbac.authorization.kubernetes.io/autoupdate", autoUpdate ? "true" : "false");
        await roles.Objects.UpdateAsync(BuiltInResources.ClusterRoles, standing, default);
    }
}
