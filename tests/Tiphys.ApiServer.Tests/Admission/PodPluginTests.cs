using Tiphys.Api.Errors;
using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Admission.Networking;
using Tiphys.ApiServer.Admission.Nodes;
using Tiphys.ApiServer.Admission.Pods;
using Tiphys.ApiServer.Admission.Storage;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Objects;

namespace Tiphys.ApiServer.Tests.Admission;

public sealed class PodPluginTests
{
    private const string Pod = """{"metadata":{"name":"p","namespace":"shop"},"spec":{"containers":[{"name":"c"}]}}""";
    private readonly InMemoryObjects _objects = new();

    private static string With(string spec) => Pod.Replace("\"containers\"", spec + ",\"containers\"");

    [Fact]
    public async Task ServiceAccount_RunTwice_MountsOnce()
    {
        _objects.Put(BuiltInResources.ServiceAccounts, """{"metadata":{"name":"default","namespace":"shop"},"imagePullSecrets":[{"name":"pull"}]}""");
        var plugin = new ServiceAccountAdmission(_objects, TimeProvider.System);
        var attributes = TestAdmission.Create("v1", "pods", Pod);

        await plugin.RunAsync(attributes);
        var pod = await plugin.RunAsync(attributes);

        Assert.Single(pod.ObjectsAt("spec", "volumes"));
        var mount = pod.ObjectsAt("spec", "containers").Single().ObjectsAt("volumeMounts").Single();
        Assert.Equal(TokenVolume.MountPath, mount.GetString("mountPath"));
        Assert.Equal("pull", pod.ObjectsAt("spec", "imagePullSecrets").Single().GetString("name"));
        Assert.Equal("default", pod.StringAt("spec", "serviceAccount"));
    }

    [Fact]
    public async Task ServiceAccount_WithoutAutomount_MountsNothing()
    {
        _objects.Put(BuiltInResources.ServiceAccounts, """{"metadata":{"name":"default","namespace":"shop"},"automountServiceAccountToken":false}""");
        var plugin = new ServiceAccountAdmission(_objects, TimeProvider.System);

        Assert.Empty((await plugin.RunAsync(TestAdmission.Create("v1", "pods", Pod)))!.ObjectsAt("spec", "volumes"));
        Assert.Single((await plugin.RunAsync(TestAdmission.Create("v1", "pods", With("\"automountServiceAccountToken\":true"))))!.ObjectsAt("spec", "volumes"));
    }

    [Fact]
    public async Task ServiceAccount_Unknown_IsForbidden()
    {
        var refused = await Assert.ThrowsAsync<ApiException>(() => new ServiceAccountAdmission(_objects, TimeProvider.System).RunAsync(
            TestAdmission.Create("v1", "pods", With("\"serviceAccountName\":\"ghost\""))));

        Assert.Equal("pods \"p\" is forbidden: error looking up service account shop/ghost: serviceaccount \"ghost\" not found", refused.Message);
    }

    [Theory]
    [InlineData("\"priorityClassName\":\"high\"", 100)]
    [InlineData("\"hostPID\":false", 7)]
    public async Task Priority_OfClassOrDefault_IsResolved(string spec, long priority)
    {
        _objects.Put(BuiltInResources.PriorityClasses, """{"metadata":{"name":"high"},"value":100,"preemptionPolicy":"Never"}""");
        _objects.Put(BuiltInResources.PriorityClasses, """{"metadata":{"name":"usual"},"value":7,"globalDefault":true}""");

        var pod = await new PriorityAdmission(_objects).RunAsync(TestAdmission.Create("v1", "pods", With(spec)));

        Assert.Equal(priority, pod.GetObject("spec")!.GetInt64("priority"));
    }

    [Fact]
    public async Task Priority_UnknownClassOrOwnNumber_IsForbidden()
    {
        Task RunAsync(string spec) => new PriorityAdmission(_objects).RunAsync(TestAdmission.Create("v1", "pods", With(spec)));

        Assert.EndsWith("no PriorityClass with name ghost was found", (await Assert.ThrowsAsync<ApiException>(() => RunAsync("\"priorityClassName\":\"ghost\""))).Message);
        await Assert.ThrowsAsync<ApiException>(() => RunAsync("\"priority\":5"));
    }

    [Fact]
    public async Task PriorityClass_SecondDefault_IsForbidden()
    {
        _objects.Put(BuiltInResources.PriorityClasses, """{"metadata":{"name":"usual"},"value":7,"globalDefault":true}""");

        await Assert.ThrowsAsync<ApiException>(() => new PriorityAdmission(_objects).RunAsync(
            TestAdmission.Create("scheduling.k8s.io/v1", "priorityclasses", """{"metadata":{"name":"other"},"value":1,"globalDefault":true}""")));
    }

    [Fact]
    public async Task DefaultTolerations_UnlessTolerated_AreAdded()
    {
        var plugin = new DefaultTolerationSeconds();
        var pod = await plugin.RunAsync(TestAdmission.Create("v1", "pods", With("\"tolerations\":[{\"key\":\"node.kubernetes.io/not-ready\",\"operator\":\"Exists\"}]")));

        Assert.Equal(["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"], pod.ObjectsAt("spec", "tolerations").Select(entry => entry.GetString("key")));
        Assert.Equal(300, pod.ObjectsAt("spec", "tolerations").Last().GetInt64("tolerationSeconds"));
    }

    [Fact]
    public async Task RuntimeClass_Named_BringsOverheadAndSelector()
    {
        _objects.Put(BuiltInResources.RuntimeClasses, """{"metadata":{"name":"vm"},"handler":"vm","overhead":{"podFixed":{"cpu":"10m"}},"scheduling":{"nodeSelector":{"vm":"yes"}}}""");
        var plugin = new RuntimeClassAdmission(_objects);

        var pod = await plugin.RunAsync(TestAdmission.Create("v1", "pods", With("\"runtimeClassName\":\"vm\"")));

        Assert.Equal("10m", pod.StringAt("spec", "overhead", "cpu"));
        Assert.Equal("yes", pod.StringAt("spec", "nodeSelector", "vm"));
        await Assert.ThrowsAsync<ApiException>(() => plugin.RunAsync(TestAdmission.Create("v1", "pods", With("\"runtimeClassName\":\"ghost\""))));
        await Assert.ThrowsAsync<ApiException>(() => plugin.RunAsync(TestAdmission.Create("v1", "pods", With("\"overhead\":{\"cpu\":\"1\"}"))));
    }

    [Fact]
    public async Task NewNode_IsTaintedUntilItIsReady()
    {
        var node = await new TaintNodesByCondition().RunAsync(TestAdmission.Create("v1", "nodes", """{"metadata":{"name":"n"}}"""));

        Assert.Equal("node.kubernetes.io/not-ready", node.ObjectsAt("spec", "taints").Single().GetString("key"));
    }

    [Fact]
    public async Task Binding_ToANode_CarriesItsTopology()
    {
        _objects.Put(BuiltInResources.Nodes, """{"metadata":{"name":"n","labels":{"topology.kubernetes.io/zone":"z1","other":"x"}}}""");
        var attributes = TestAdmission.Create("v1", "pods", """{"metadata":{"name":"p","namespace":"shop"},"target":{"name":"n"}}""", subresource: "binding");

        Assert.Equal(["topology.kubernetes.io/zone"], (await new PodTopologyLabels(_objects).RunAsync(attributes))!.ObjectLabels!.Names);
    }

    [Fact]
    public async Task Claim_WithoutClass_GetsTheNewestDefaultAndProtection()
    {
        const string storageClass = """{"metadata":{"name":"NAME","creationTimestamp":"TIME","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}}}""";
        _objects.Put(BuiltInResources.StorageClasses, storageClass.Replace("NAME", "old").Replace("TIME", "2024-01-01T00:00:00Z"));
        _objects.Put(BuiltInResources.StorageClasses, storageClass.Replace("NAME", "new").Replace("TIME", "2025-01-01T00:00:00Z"));
        var chain = new AdmissionChain([new DefaultStorageClass(_objects), new StorageObjectInUseProtection()], TimeProvider.System);

        var claim = await chain.RunAsync(TestAdmission.Create("v1", "persistentvolumeclaims", """{"metadata":{"name":"c","namespace":"shop"},"spec":{}}"""));
        Assert.Equal("new", claim.StringAt("spec", "storageClassName"));
        Assert.Equal(["kubernetes.io/pvc-protection"], claim.StringsAt("metadata", "finalizers"));
        var none = await chain.RunAsync(TestAdmission.Create("v1", "persistentvolumeclaims", """{"metadata":{"name":"c","namespace":"shop"},"spec":{"storageClassName":""}}"""));
        Assert.Equal("", none.StringAt("spec", "storageClassName"));
    }

    [Theory]
    [InlineData("true", "Bound", true)]
    [InlineData("false", "Bound", false)]
    [InlineData("true", "Pending", false)]
    public async Task Claim_Growing_NeedsAClassThatAllowsIt(string allowed, string phase, bool passes)
    {
        _objects.Put(BuiltInResources.StorageClasses, """{"metadata":{"name":"s"},"allowVolumeExpansion":ALLOWED}""".Replace("ALLOWED", allowed));
        var claim = """{"metadata":{"name":"c","namespace":"shop"},"spec":{"storageClassName":"s","resources":{"requests":{"storage":"SIZE"}}},"status":{"phase":"PHASE"}}""".Replace("PHASE", phase);
        var attributes = TestAdmission.Update("v1", "persistentvolumeclaims", claim.Replace("SIZE", "2Gi"), claim.Replace("SIZE", "1Gi"));

        Assert.Equal(passes, await Record.ExceptionAsync(() => new PersistentVolumeClaimResize(_objects).RunAsync(attributes)) is null);
    }

    [Fact]
    public async Task ExternalAddresses_Denied_CVE_2020_8554()
    {
        const string service = """{"metadata":{"name":"s","namespace":"shop"},"spec":{"externalIPs":["1.2.3.4"]}}""";

        await Assert.ThrowsAsync<ApiException>(() => new DenyServiceExternalIPs().RunAsync(TestAdmission.Create("v1", "services", service)));
        await new DenyServiceExternalIPs().RunAsync(TestAdmission.Update("v1", "services", service, service));
    }
}
