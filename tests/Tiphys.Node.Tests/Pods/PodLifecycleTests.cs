using k8s.Models;
using Tiphys.Client.Requests;

namespace Tiphys.Node.Tests.Pods;

[Collection(nameof(NodeCollection))]
public sealed class PodLifecycleTests(TestNode node)
{
    private string Image => node.Machine.Busybox;

    [Fact]
    public async Task Pod_Assigned_BecomesReadyAndIsGoneAfterItsDeletion()
    {
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: simple}}, spec: {{terminationGracePeriodSeconds: 1, containers: [{{name: main, image: '{Image}', command: [sleep, '1000']}}]}}}}");

        var pod = await node.WaitReadyAsync("simple");

        Assert.Equal("Running", pod.Status.Phase);
        Assert.NotEmpty(pod.Status.PodIP);
        Assert.Equal("BestEffort", pod.Status.QosClass);
        var status = Assert.Single(pod.Status.ContainerStatuses);
        Assert.StartsWith("containerd://", status.ContainerID);
        Assert.True(status.Started);
        Assert.Equal(0, status.RestartCount);
        await node.Client.For<V1Pod>().DeleteAsync("default", "simple", default);
        await node.WaitGoneAsync("simple");
        Assert.False(Directory.Exists(Path.Combine(node.Machine.Options.DataDirectory, "pods", pod.Metadata.Uid)));
    }

    [Fact]
    public async Task Pod_RunsToItsEnd_SucceedsWithMessageAndExitCode()
    {
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: ends}}, spec: {{restartPolicy: Never, containers: [{{name: main, image: '{Image}', command: [sh, -c, 'echo -n done > /dev/termination-log']}}]}}}}");

        var pod = await node.WaitPodAsync("ends", p => p.Status?.Phase == "Succeeded");

        var ended = pod.Status.ContainerStatuses[0].State.Terminated;
        Assert.Equal(("Completed", 0, "done"), (ended.Reason, ended.ExitCode, ended.Message));
        Assert.Equal("PodCompleted", pod.Status.Conditions.Single(c => c.Type == "Ready").Reason);
    }

    [Fact]
    public async Task Container_FailsAgainAndAgain_WaitsInCrashLoopBackOff()
    {
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: crashes}}, spec: {{containers: [{{name: main, image: '{Image}', command: [sh, -c, 'echo broken; exit 3'], terminationMessagePolicy: FallbackToLogsOnError}}]}}}}");

        var pod = await node.WaitPodAsync("crashes", p => p.Status?.ContainerStatuses?[0].State?.Waiting?.Reason == "CrashLoopBackOff");

        var status = pod.Status.ContainerStatuses[0];
        Assert.Equal(1, status.RestartCount);
        Assert.Equal((3, "Error", "broken\n"), (status.LastState.Terminated.ExitCode, status.LastState.Terminated.Reason, status.LastState.Terminated.Message));
        Assert.StartsWith("back-off 10s restarting failed container=main pod=crashes_default(", status.State.Waiting.Message);
        await node.Client.For<V1Pod>().DeleteAsync("default", "crashes", default);
        await node.WaitGoneAsync("crashes");
    }

    [Fact]
    public async Task InitContainers_RunInOrder_BeforeTheOthersWithSharedVolume()
    {
        await node.ApplyAsync($$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: inits}
            spec:
              restartPolicy: Never
              volumes: [{name: shared, emptyDir: {medium: ""} }]
              initContainers:
              - {name: one, image: '{{Image}}', command: [sh, -c, 'echo one >> /s/f'], volumeMounts: [{name: shared, mountPath: /s}]}
              - {name: two, image: '{{Image}}', command: [sh, -c, 'echo two >> /s/f'], volumeMounts: [{name: shared, mountPath: /s}]}
              containers:
              - {name: main, image: '{{Image}}', command: [cat, /s/f], volumeMounts: [{name: shared, mountPath: /s}]}
            """);

        var pod = await node.WaitPodAsync("inits", p => p.Status?.Phase == "Succeeded");

        Assert.Equal("one\ntwo", await node.LogAsync(pod));
        Assert.All(pod.Status.InitContainerStatuses, status => Assert.True(status.Ready));
    }

    [Fact]
    public async Task Sidecar_RunsBesideTheOthers_AndEndsAfterThem()
    {
        await node.ApplyAsync($$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: sidecars}
            spec:
              restartPolicy: Never
              terminationGracePeriodSeconds: 1
              initContainers: [{name: side, image: '{{Image}}', restartPolicy: Always, command: [sleep, '1000']}]
              containers: [{name: main, image: '{{Image}}', command: ['true']}]
            """);

        var pod = await node.WaitPodAsync("sidecars", p => p.Status?.Phase == "Succeeded");

        Assert.NotNull(pod.Status.InitContainerStatuses[0].State.Terminated);
    }

    [Fact]
    public async Task Image_Unknown_PullFailsAndBacksOff()
    {
        await node.ApplyAsync("{apiVersion: v1, kind: Pod, metadata: {name: noimage}, spec: {terminationGracePeriodSeconds: 0, containers: [{name: main, image: 'localhost:1/nothing:1'}]}}");

        var pod = await node.WaitPodAsync("noimage", p => p.Status?.ContainerStatuses?[0].State?.Waiting?.Reason is "ErrImagePull" or "ImagePullBackOff");

        Assert.Equal("Pending", pod.Status.Phase);
        await node.WaitPodAsync("noimage", p => p.Status?.ContainerStatuses?[0].State?.Waiting?.Reason == "ImagePullBackOff");
        await node.Client.For<V1Pod>().DeleteAsync("default", "noimage", default);
        await node.WaitGoneAsync("noimage");
    }

    [Fact]
    public async Task Agent_Restarted_AdoptsRunningContainersUntouched()
    {
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: adopted}}, spec: {{terminationGracePeriodSeconds: 1, containers: [{{name: main, image: '{Image}', command: [sleep, '1000']}}]}}}}");
        var before = await node.WaitReadyAsync("adopted");

        await node.RestartAgentAsync();
        await node.Client.For<V1Pod>().PatchAsync("default", "adopted", Patch.Merge(new Api.Documents.DocObject { { "metadata", new Api.Documents.DocObject { { "labels", new Api.Documents.DocObject { { "touched", "yes" } } } } } }), default);
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: later}}, spec: {{terminationGracePeriodSeconds: 1, containers: [{{name: main, image: '{Image}', command: [sleep, '1000']}}]}}}}");
        await node.WaitReadyAsync("later");

        var after = await node.PodAsync("adopted");
        Assert.Equal(before.Status.ContainerStatuses[0].ContainerID, after.Status.ContainerStatuses[0].ContainerID);
        Assert.Equal(0, after.Status.ContainerStatuses[0].RestartCount);
        Assert.Equal("True", after.Status.Conditions.Single(c => c.Type == "Ready").Status);
    }
}
