using Tiphys.Api.Errors;
using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Admission.Nodes;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Objects;

namespace Tiphys.ApiServer.Tests.Admission;

public sealed class NodeRestrictionTests
{
    private const string Node = """{"metadata":{"name":"n1","uid":"uid-n1","labels":{"a":"b"}},"spec":{}}""";

    private const string Mirror = """
        {"metadata":{"name":"m","namespace":"shop","annotations":{"kubernetes.io/config.mirror":"x"},
         "ownerReferences":[{"apiVersion":"v1","kind":"Node","name":"n1","uid":"uid-n1","controller":true}]},"spec":{"nodeName":"n1","containers":[{"name":"c"}]}}
        """;

    private static readonly UserInfo Agent = new("system:node:n1") { Groups = ["system:nodes"] };
    private readonly InMemoryObjects _objects = new();

    public NodeRestrictionTests()
    {
        _objects.Put(BuiltInResources.Nodes, Node);
        _objects.Put(BuiltInResources.Pods, """{"metadata":{"name":"mine","namespace":"shop","uid":"u1"},"spec":{"nodeName":"n1","volumes":[{"name":"v","projected":{"sources":[{"serviceAccountToken":{}},{"serviceAccountToken":{"audience":"vault"}}]}},{"name":"w","csi":{"driver":"disks"}}]}}""");
        _objects.Put(BuiltInResources.Pods, """{"metadata":{"name":"theirs","namespace":"shop","uid":"u2"},"spec":{"nodeName":"n2"}}""");
    }

    private async Task<bool> AllowsAsync(AdmissionAttributes attributes)
    {
        try
        {
            await new NodeRestriction(_objects, new AuthorizerChain([])).RunAsync(attributes);
            return true;
        }
        catch (ApiException e) when (e.Code == 403)
        {
            return false;
        }
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("\"name\":\"n1\"", "\"name\":\"n2\"", false)]
    [InlineData("\"labels\":{\"a\":\"b\"}", "\"labels\":{\"a\":\"c\"}", true)]
    [InlineData("\"labels\":{\"a\":\"b\"}", "\"labels\":{\"kubernetes.io/hostname\":\"x\"}", true)]
    [InlineData("\"labels\":{\"a\":\"b\"}", "\"labels\":{\"node.kubernetes.io/x\":\"x\"}", true)]
    [InlineData("\"labels\":{\"a\":\"b\"}", "\"labels\":{\"node-restriction.kubernetes.io/x\":\"x\"}", false)]
    [InlineData("\"labels\":{\"a\":\"b\"}", "\"labels\":{\"node-role.kubernetes.io/control-plane\":\"\"}", false)]
    [InlineData("\"spec\":{}", "\"spec\":{\"taints\":[{\"key\":\"k\"}]}", false)]
    [InlineData("\"uid\":\"uid-n1\"", "\"uid\":\"uid-n1\",\"ownerReferences\":[{\"name\":\"x\"}]", false)] // CVE-2025-5187
    public async Task NodeUpdate_ByItsAgent_OnlyHarmless_CVE_2025_5187(string from, string to, bool allowed) => Assert.Equal(
        allowed, await AllowsAsync(TestAdmission.Update("v1", "nodes", from.Length == 0 ? Node : Node.Replace(from, to), Node, Agent)));

    [Theory]
    [InlineData("", "", true)]
    [InlineData("\"nodeName\":\"n1\"", "\"nodeName\":\"n2\"", false)]
    [InlineData("\"kubernetes.io/config.mirror\":\"x\"", "", false)]
    [InlineData("\"controller\":true", "\"controller\":false", false)]
    [InlineData("\"uid\":\"uid-n1\"", "\"uid\":\"other\"", false)]
    [InlineData("\"containers\"", "\"serviceAccountName\":\"robot\",\"containers\"", false)]
    [InlineData("\"containers\"", "\"volumes\":[{\"name\":\"v\",\"secret\":{\"secretName\":\"s\"}}],\"containers\"", false)]
    [InlineData("\"containers\"", "\"volumes\":[{\"name\":\"v\",\"persistentVolumeClaim\":{\"claimName\":\"s\"}}],\"containers\"", false)]
    [InlineData("\"containers\"", "\"resourceClaims\":[{\"name\":\"v\",\"resourceClaimTemplateName\":\"s\"}],\"containers\"", false)] // CVE-2025-4563
    public async Task MirrorPod_ByTheAgent_NamesNothing_CVE_2025_4563(string from, string to, bool allowed) => Assert.Equal(
        allowed, await AllowsAsync(TestAdmission.Create("v1", "pods", from.Length == 0 ? Mirror : Mirror.Replace(from, to), Agent)));

    [Theory]
    [InlineData("mine", "n1", true)]
    [InlineData("theirs", "n2", false)]
    public async Task PodStatusAndDeletion_OnlyOfItsOwnPods(string name, string node, bool allowed)
    {
        var pod = """{"metadata":{"name":"NAME","namespace":"shop"},"spec":{"nodeName":"NODE"}}""".Replace("NAME", name).Replace("NODE", node);

        Assert.Equal(allowed, await AllowsAsync(TestAdmission.Delete("v1", "pods", pod, Agent)));
        Assert.Equal(allowed, await AllowsAsync(TestAdmission.Update("v1", "pods", pod, pod, Agent, "status")));
        Assert.False(await AllowsAsync(TestAdmission.Update("v1", "pods", pod.Replace("\"name\"", "\"labels\":{\"a\":\"b\"},\"name\""), pod, Agent, "status")));
        Assert.False(await AllowsAsync(TestAdmission.Update("v1", "pods", pod, pod, Agent)));
    }

    [Theory]
    [InlineData("mine", "u1", true)]
    [InlineData("mine", "", false)]
    [InlineData("mine", "u2", false)]
    [InlineData("theirs", "u2", false)]
    public async Task Token_ForAnAgent_IsBoundToItsPod(string pod, string uid, bool allowed)
    {
        var body = """{"metadata":{"name":"robot","namespace":"shop"},"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"POD","uid":"UID"}}}"""
            .Replace("POD", pod).Replace("UID", uid);

        Assert.Equal(allowed, await AllowsAsync(TestAdmission.Create("v1", "serviceaccounts", body, Agent, "token")));
    }

    [Theory]
    [InlineData("[]", true)]
    [InlineData("""["vault"]""", true)]
    [InlineData("""["disks.example"]""", true)]
    [InlineData("""["other"]""", false)]
    [InlineData("""["vault","other"]""", false)]
    public async Task Token_ForAnAgent_IsForWhomThePodNames(string audiences, bool allowed)
    {
        _objects.Put(new("storage.k8s.io", "csidrivers"), """{"metadata":{"name":"disks"},"spec":{"tokenRequests":[{"audience":"disks.example"}]}}""");
        var body = """{"metadata":{"name":"robot","namespace":"shop"},"spec":{"audiences":AUDIENCES,"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"mine","uid":"u1"}}}"""
            .Replace("AUDIENCES", audiences);

        Assert.Equal(allowed, await AllowsAsync(TestAdmission.Create("v1", "serviceaccounts", body, Agent, "token")));
    }

    [Fact]
    public async Task AnyoneElse_IsNotItsMatter() => Assert.True(await AllowsAsync(TestAdmission.Update("v1", "nodes", Node.Replace("n1", "n2"), Node)));
}
