using k8s.Models;
using Tiphys.Node.Pods.Sources;

namespace Tiphys.Node.Tests.Pods;

public sealed class StaticPodReaderTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void Manifest_BecomesAPodOfTheNode_WithAnIdentityOfItsContent()
    {
        var first = Read("{kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: i}]}}")!;
        var second = Read("{kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: j}]}}")!;

        Assert.Equal(("web-node1", "default", "node1", "Always"), (first.Metadata.Name, first.Metadata.NamespaceProperty, first.Spec.NodeName, first.Spec.RestartPolicy));
        Assert.NotEqual(first.Metadata.Uid, second.Metadata.Uid);
        Assert.Contains(first.Spec.Tolerations, toleration => toleration is { OperatorProperty: "Exists", Effect: "NoExecute", Key: null });
    }

    /// <summary>CVE-2025-4563: a file on the node must not give its pod what the API guards.</summary>
    [Theory]
    [InlineData("volumes: [{name: v, secret: {secretName: s}}], containers: [{name: c, image: i}]")]
    [InlineData("volumes: [{name: v, configMap: {name: s}}], containers: [{name: c, image: i}]")]
    [InlineData("volumes: [{name: v, persistentVolumeClaim: {claimName: s}}], containers: [{name: c, image: i}]")]
    [InlineData("volumes: [{name: v, projected: {sources: []}}], containers: [{name: c, image: i}]")]
    [InlineData("serviceAccountName: admin, containers: [{name: c, image: i}]")]
    [InlineData("serviceAccount: admin, containers: [{name: c, image: i}]")]
    [InlineData("imagePullSecrets: [{name: s}], containers: [{name: c, image: i}]")]
    [InlineData("resourceClaims: [{name: r, resourceClaimName: s}], containers: [{name: c, image: i}]")]
    [InlineData("volumes: [{name: v, csi: {driver: d, nodePublishSecretRef: {name: s}}}], containers: [{name: c, image: i}]")]
    [InlineData("containers: [{name: c, image: i, envFrom: [{secretRef: {name: s}}]}]")]
    [InlineData("containers: [{name: c, image: i, env: [{name: e, valueFrom: {secretKeyRef: {name: s, key: k}}}]}]")]
    public void Manifest_ThatAsksForApiObjects_IsRefused(string spec) => Assert.Null(Read($"{{kind: Pod, metadata: {{name: web}}, spec: {{{spec}}}}}"));

    [Theory]
    [InlineData("{kind: Service, metadata: {name: web}}")]
    [InlineData("{kind: Pod, metadata: {name: web}, spec: {containers: []}}")]
    [InlineData("")]
    public void File_WithoutAPod_IsPassedOver(string text) => Assert.Null(Read(text));

    public void Dispose() => File.Delete(_file);

    private V1Pod? Read(string text)
    {
        File.WriteAllText(_file, text);
        return StaticPodReader.Read(_file, "node1");
    }
}
