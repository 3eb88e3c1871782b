using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Node.Pods.Sources;

namespace Tiphys.Node.Tests.Pods;

/// <summary>Pods from files of the node: kubernetes.io/docs, "Create static Pods".</summary>
[Collection(nameof(NodeCollection))]
public sealed class StaticPodTests(TestNode node) : IDisposable
{
    private readonly List<string> _files = [];

    [Fact]
    public async Task File_InTheDirectory_RunsIsShownChangesAndGoesWithItsFile()
    {
        Write("web", "first");
        var first = await node.WaitMirrorAsync("web-test", _ => true);
        Write("web", "second");
        var second = await node.WaitMirrorAsync("web-test", pod => pod.Spec.Containers[0].Command[2] == Command("second"));
        File.Delete(PathOf("web"));
        await node.WaitGoneAsync("web-test");

        Assert.Equal(("Node", "test"), (first.Metadata.OwnerReferences[0].Kind, first.Metadata.OwnerReferences[0].Name));
        Assert.Equal(first.Annotation(StaticPodReader.HashAnnotation), first.Annotation(StaticPodReader.MirrorAnnotation));
        Assert.NotEqual(first.Metadata.Uid, second.Metadata.Uid);
        Assert.NotEqual(ContainerOf(first), ContainerOf(second));
    }

    [Fact]
    public async Task Mirror_Deleted_ComesBackAndTheContainerNeverStopped()
    {
        Write("kept", "on");
        var before = await node.WaitMirrorAsync("kept-test", _ => true);

        await node.Client.For<V1Pod>().DeleteAsync("default", "kept-test", default);
        var after = await node.WaitMirrorAsync("kept-test", pod => pod.Metadata.Uid != before.Metadata.Uid);

        Assert.Equal(ContainerOf(before), ContainerOf(after));
        Assert.Equal(0, after.Status.ContainerStatuses[0].RestartCount);
    }

    [Fact]
    public async Task File_RemovedWhileTheAgentWasDown_GoesWithItsMirrorAndOthersRunOn()
    {
        Write("stays", "on");
        Write("leaves", "on");
        var stays = await node.WaitMirrorAsync("stays-test", _ => true);
        await node.WaitMirrorAsync("leaves-test", _ => true);

        await node.RestartAgentAsync(() => File.Delete(PathOf("leaves")));
        await node.WaitGoneAsync("leaves-test");
        var after = await node.WaitMirrorAsync("stays-test", _ => true);

        Assert.Equal((stays.Metadata.Uid, ContainerOf(stays)), (after.Metadata.Uid, ContainerOf(after)));
        await node.WaitNoSandboxAsync("leaves-test");
    }

    [Fact]
    public async Task File_NamedAsAPodOfTheApi_LeavesThatPodAlone()
    {
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: taken-test}}, spec: {{terminationGracePeriodSeconds: 1, containers: [{{name: main, image: '{node.Machine.Busybox}', command: [sleep, '1000']}}]}}}}");
        var before = await node.WaitReadyAsync("taken-test");

        Write("taken", "on");
        Write("beside", "on");
        await node.WaitMirrorAsync("beside-test", _ => true);
        var after = await node.PodAsync("taken-test");

        Assert.Equal((before.Metadata.Uid, null), (after.Metadata.Uid, after.Metadata.DeletionTimestamp));
        File.Delete(PathOf("taken"));
        await node.Client.For<V1Pod>().DeleteAsync("default", "taken-test", default);
        await node.WaitGoneAsync("taken-test");
    }

    public void Dispose() => _files.ForEach(File.Delete);

    private string PathOf(string name) => Path.Combine(node.Machine.Options.StaticPodDirectory!, name + ".yaml");

    private void Write(string name, string word)
    {
        _files.Add(PathOf(name));
        File.WriteAllText(PathOf(name), $"{{apiVersion: v1, kind: Pod, metadata: {{name: {name}}}, spec: {{terminationGracePeriodSeconds: 1, containers: [{{name: main, image: '{node.Machine.Busybox}', command: [sh, -c, '{Command(word)}']}}]}}}}");
    }

    private static string Command(string word) => $"echo {word}; exec sleep 1000";

    private static string ContainerOf(V1Pod pod) => pod.Status.ContainerStatuses[0].ContainerID;
}
