using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Tests.Authorization;

public sealed class NodeAuthorizerTests
{
    private static readonly UserInfo Node = new("system:node:n1") { Groups = ["system:nodes", "system:authenticated"] };
    private readonly TestRoles _roles = new();

    public NodeAuthorizerTests()
    {
        Pod("mine", "n1", "");
        Pod("theirs", "n2", "");
        Pod("mirror", "n1", "\"kubernetes.io/config.mirror\":\"x\"");
        _roles.Objects.Put(BuiltInResources.PersistentVolumes, """{"metadata":{"name":"vol"},"spec":{"claimRef":{"namespace":"shop","name":"claim-mine"}}}""");
        _roles.Objects.Put(BuiltInResources.VolumeAttachments, """{"metadata":{"name":"att"},"spec":{"nodeName":"n1"}}""");
    }

    private void Pod(string name, string node, string annotations) => _roles.Objects.Put(BuiltInResources.Pods, """
        {"metadata":{"name":"NAME","namespace":"shop","annotations":{ ANNOTATIONS } },"spec":{"nodeName":"NODE","serviceAccountName":"sa-NAME",
         "imagePullSecrets":[{"name":"pull-NAME"}],
         "volumes":[{"name":"s","secret":{"secretName":"vol-NAME"}},{"name":"c","persistentVolumeClaim":{"claimName":"claim-NAME"}},
          {"name":"eph","ephemeral":{}},{"name":"p","projected":{"sources":[{"configMap":{"name":"proj-NAME"}}]}}],
         "containers":[{"name":"a","env":[{"name":"X","valueFrom":{"secretKeyRef":{"name":"env-NAME"}}}],"envFrom":[{"configMapRef":{"name":"from-NAME"}}]}]}}
        """.Replace("NAME", name).Replace("NODE", node).Replace("ANNOTATIONS", annotations));

    [Theory]
    [InlineData("get secrets shop/vol-mine", true)]
    [InlineData("get secrets shop/env-mine", true)]
    [InlineData("get secrets shop/pull-mine", true)]
    [InlineData("watch configmaps shop/from-mine", true)]
    [InlineData("get configmaps shop/proj-mine", true)]
    [InlineData("get persistentvolumeclaims shop/claim-mine", true)]
    [InlineData("get persistentvolumeclaims shop/mine-eph", true)]
    [InlineData("get persistentvolumes /vol", true)]
    [InlineData("get volumeattachments.storage.k8s.io /att", true)]
    [InlineData("create serviceaccounts/token shop/sa-mine", true)]
    [InlineData("get secrets shop/vol-theirs", false)]
    [InlineData("get secrets shop/vol-mirror", false)]
    [InlineData("create serviceaccounts/token shop/sa-mirror", false)]
    [InlineData("get persistentvolumeclaims shop/claim-mirror", false)]
    [InlineData("get secrets other/vol-mine", false)]
    [InlineData("list secrets shop", false)]
    [InlineData("list secrets", false)]
    [InlineData("update secrets shop/vol-mine", false)]
    [InlineData("create serviceaccounts/token shop/sa-theirs", false)]
    [InlineData("create pods shop", true)]
    [InlineData("update pods/status shop/theirs", true)]
    [InlineData("get pods shop/mine", true)]
    [InlineData("get pods shop/theirs", false)]
    [InlineData("list pods", false)]
    [InlineData("get nodes /n1", true)]
    [InlineData("get nodes /n2", false)]
    [InlineData("patch nodes/status /n1", true)]
    [InlineData("get nodes/proxy /n1", false)]
    [InlineData("update leases.coordination.k8s.io kube-node-lease/n1", true)]
    [InlineData("update leases.coordination.k8s.io kube-node-lease/n2", false)]
    [InlineData("update leases.coordination.k8s.io kube-system/n1", false)]
    [InlineData("list services", true)]
    [InlineData("create events shop", true)]
    [InlineData("create pods/exec shop/mine", false)]
    public async Task Agent_Asks_GetsOnlyWhatItsPodsNeed(string question, bool allowed) => Assert.Equal(allowed, await _roles.MayAsync(Node, question));

    [Theory]
    [InlineData("list pods", "spec.nodeName=n1", true)]
    [InlineData("list pods", "spec.nodeName=n2", false)]
    [InlineData("list pods", "spec.nodeName!=n2", false)]
    [InlineData("list pods", "", false)]
    [InlineData("watch secrets shop", "metadata.name=vol-mine", true)]
    [InlineData("watch secrets shop", "metadata.name=vol-theirs", false)]
    public async Task Agent_Lists_OnlyWhatItsSelectorNarrowsToItsOwn(string question, string selector, bool allowed)
    {
        var decision = await _roles.Authorization.Requests.AuthorizeAsync(TestRoles.Attributes(Node, question) with { FieldSelector = selector }, default);

        Assert.Equal(allowed, decision.Verdict == AuthorizationVerdict.Allow);
    }

    [Fact]
    public async Task Pod_GoneFromTheNode_TakesItsSecretsAlong()
    {
        Assert.True(await _roles.MayAsync(Node, "get secrets shop/vol-mine"));

        _roles.Objects.Delete(BuiltInResources.Pods, "shop", "mine");

        Assert.False(await _roles.MayAsync(Node, "get secrets shop/vol-mine"));
    }

    [Fact]
    public async Task UserOfThatNameWithoutTheGroup_IsNoNode() => Assert.False(await _roles.MayAsync(new("system:node:n1"), "get secrets shop/vol-mine"));
}
