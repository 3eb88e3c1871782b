using Tiphys.Api.Errors;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Tests.Admission;

namespace Tiphys.ApiServer.Tests.Authorization;

public sealed class EscalationTests
{
    private const string Rbac = "rbac.authorization.k8s.io/v1";
    private const string Everything = """[{"verbs":["*"],"apiGroups":["*"],"resources":["*"]}]""";
    private static readonly UserInfo Jane = new("jane") { Groups = ["dev"] };
    private readonly TestRoles _roles = new();

    public EscalationTests()
    {
        _roles.Role("", "own", """[{"verbs":["get","list"],"apiGroups":[""],"resources":["pods"]}]""");
        _roles.Role("", "all", Everything);
        _roles.Bind("", "own", "ClusterRole", "own", "User", "jane");
    }

    private Task WriteRoleAsync(string rules, UserInfo? user = null) => _roles.Authorization.Escalation.RunAsync(TestAdmission.Create(
        Rbac, "roles", $$$"""{"metadata":{"name":"r","namespace":"shop"},"rules":{{{rules}}}}""", user ?? Jane));

    private Task BindAsync(string role) => _roles.Authorization.Escalation.RunAsync(TestAdmission.Create(
        Rbac,
        "rolebindings",
        $$$"""{"metadata":{"name":"b","namespace":"shop"},"roleRef":{"kind":"ClusterRole","name":"{{{role}}}"},"subjects":[{"kind":"User","name":"jane"}]}""",
        Jane));

    [Fact]
    public async Task Role_OfWhatOneHolds_MayBeWritten() => await WriteRoleAsync("""[{"verbs":["get"],"apiGroups":[""],"resources":["pods"],"resourceNames":["a"]}]""");

    [Fact]
    public async Task Role_OfMoreThanOneHolds_IsForbidden()
    {
        var refused = await Assert.ThrowsAsync<ApiException>(() => WriteRoleAsync("""[{"verbs":["get","delete"],"apiGroups":[""],"resources":["pods"]}]"""));

        Assert.Equal(403, refused.Code);
        Assert.Equal(
            "roles.rbac.authorization.k8s.io \"r\" is forbidden: user \"jane\" (groups=[\"dev\"]) is attempting to grant RBAC permissions not currently held:\n"
            + "{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\"]}",
            refused.Message);
    }

    [Fact]
    public async Task Role_OfMuchMore_NamesWhatIsMissingInOrder()
    {
        var refused = await Assert.ThrowsAsync<ApiException>(() => WriteRoleAsync("""[{"verbs":["watch","delete"],"apiGroups":[""],"resources":["secrets","pods"]}]"""));

        Assert.EndsWith("{APIGroups:[\"\"], Resources:[\"pods\"], Verbs:[\"delete\" \"watch\"]}\n{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"delete\" \"watch\"]}", refused.Message);
    }

    [Fact]
    public async Task ClusterRole_GatheringOthers_IsForTheClusterAdminAlone()
    {
        var refused = await Assert.ThrowsAsync<ApiException>(() => _roles.Authorization.Escalation.RunAsync(TestAdmission.Create(
            Rbac, "clusterroles", """{"metadata":{"name":"r"},"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]}}""", Jane)));

        Assert.EndsWith("must have cluster-admin privileges to use the aggregationRule", refused.Message);
    }

    [Fact]
    public async Task Role_WithTheVerbEscalate_MayBeWritten()
    {
        _roles.Role("", "e", """[{"verbs":["escalate"],"apiGroups":["rbac.authorization.k8s.io"],"resources":["roles"]}]""");
        _roles.Bind("", "e", "ClusterRole", "e", "User", "jane");

        await WriteRoleAsync(Everything);
    }

    [Fact]
    public async Task GatheringRole_ByOneWhoDoesNotHoldEverything_IsForbidden() => await Assert.ThrowsAsync<ApiException>(
        () => _roles.Authorization.Escalation.RunAsync(TestAdmission.Create(
            Rbac, "clusterroles", """{"metadata":{"name":"r"},"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"a":"b"}}]}}""", Jane)));

    [Fact]
    public async Task Binding_ToARoleOneDoesNotHold_NeedsTheVerbBind()
    {
        await BindAsync("own");
        await Assert.ThrowsAsync<ApiException>(() => BindAsync("all"));
        Assert.Equal(404, (await Assert.ThrowsAsync<ApiException>(() => BindAsync("ghost"))).Code);

        _roles.Role("", "e", """[{"verbs":["bind"],"apiGroups":["rbac.authorization.k8s.io"],"resources":["clusterroles"],"resourceNames":["all"]}]""");
        _roles.Bind("", "e", "ClusterRole", "e", "User", "jane");
        await BindAsync("all");
    }

    [Fact]
    public async Task Role_ChangedOnlyInItsMetadata_MayBeWritten() => await _roles.Authorization.Escalation.RunAsync(TestAdmission.Update(
        Rbac,
        "roles",
        $$$"""{"metadata":{"name":"r","namespace":"shop","labels":{"a":"b"}},"rules":{{{Everything}}}}""",
        $$$"""{"metadata":{"name":"r","namespace":"shop"},"rules":{{{Everything}}}}""",
        Jane));

    [Fact]
    public async Task Masters_MayWriteAnyRole() => await WriteRoleAsync(Everything, TestAdmission.Admin);
}
