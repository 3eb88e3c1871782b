using k8s.Models;
using Tiphys.Api.Documents;
using Tiphys.Client.Requests;

namespace Tiphys.Node.Tests.Pods;

[Collection(nameof(NodeCollection))]
public sealed class PodFeatureTests(TestNode node)
{
    private string Image => node.Machine.Busybox;

    [Fact]
    public async Task ConfigMapAndSecret_AreInEnvironmentAndFiles_AndFilesFollowChanges()
    {
        await node.ApplyAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}, data: {color: blue}}");
        await node.ApplyAsync("{apiVersion: v1, kind: Secret, metadata: {name: keys}, data: {token: c2VjcmV0}}");
        await node.ApplyAsync($$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: config, labels: {tier: web} }
            spec:
              terminationGracePeriodSeconds: 1
              volumes:
              - {name: c, configMap: {name: settings} }
              - {name: s, secret: {secretName: keys, defaultMode: 256} }
              - {name: d, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels} }]} }
              containers:
              - name: main
                image: '{{Image}}'
                env:
                - {name: COLOR, valueFrom: {configMapKeyRef: {name: settings, key: color} } }
                - {name: TOKEN, valueFrom: {secretKeyRef: {name: keys, key: token} } }
                - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP} } }
                - {name: BOTH, value: $(COLOR)-$(TOKEN)}
                command: [sh, -c, 'echo $BOTH $IP; cat /s/token /d/labels; echo; stat -L -c %a /s/token; while ! grep -q red /c/color; do sleep 0.1; done; echo changed; sleep 1000']
                volumeMounts: [{name: c, mountPath: /c}, {name: s, mountPath: /s}, {name: d, mountPath: /d}]
            """);
        var pod = await node.WaitReadyAsync("config");

        await node.Client.For<V1ConfigMap>().PatchAsync("default", "settings", Patch.Merge(new DocObject { { "data", new DocObject { { "color", "red" } } } }), default);

        await WaitLogAsync(pod, "changed");
        var lines = (await node.LogAsync(pod)).Split('\n');
        Assert.Equal($"blue-secret {pod.Status.PodIP}", lines[0]);
        Assert.Equal("secrettier=\"web\"", lines[1]);
        Assert.Equal("400", lines[2]);
    }

    [Fact]
    public async Task NodeSelector_ForALabelSetJustNow_IsNotRefusedByWhatTheAgentKnewBefore()
    {
        var labels = new DocObject { { "metadata", new DocObject { { "labels", new DocObject { { "color", "blue" } } } } } };
        await node.Client.For<V1Node>().PatchAsync(null, node.Machine.Options.NodeName, Patch.Merge(labels), default);

        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: blue}}, spec: {{terminationGracePeriodSeconds: 1, nodeSelector: {{color: blue}}, containers: [{{name: main, image: '{Image}', command: [sleep, '1000']}}]}}}}");
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: green}}, spec: {{nodeSelector: {{color: green}}, containers: [{{name: main, image: '{Image}'}}]}}}}");

        await node.WaitReadyAsync("blue");
        var refused = await node.WaitPodAsync("green", pod => pod.Status?.Phase == "Failed");
        Assert.Equal("NodeAffinity", refused.Status.Reason);
    }

    [Fact]
    public async Task Secret_Missing_HoldsTheContainerUntilItIsThere()
    {
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: waits}}, spec: {{terminationGracePeriodSeconds: 1, containers: [{{name: main, image: '{Image}', command: [sleep, '1000'], envFrom: [{{secretRef: {{name: later}}}}]}}]}}}}");
        var waiting = await node.WaitPodAsync("waits", p => p.Status?.ContainerStatuses?[0].State?.Waiting?.Reason == "CreateContainerConfigError");
        Assert.Equal("secret \"later\" not found", waiting.Status.ContainerStatuses[0].State.Waiting.Message);

        await node.ApplyAsync("{apiVersion: v1, kind: Secret, metadata: {name: later}}");

        await node.WaitReadyAsync("waits");
    }

    [Fact]
    public async Task Liveness_Fails_ContainerIsRestarted()
    {
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: sick}}, spec: {{terminationGracePeriodSeconds: 1, containers: [{{name: main, image: '{Image}', command: [sleep, '1000'], livenessProbe: {{exec: {{command: ['false']}}, periodSeconds: 1, failureThreshold: 1}}}}]}}}}");

        var pod = await node.WaitPodAsync("sick", p => p.Status?.ContainerStatuses?[0].RestartCount >= 1);

        Assert.Equal(137, pod.Status.ContainerStatuses[0].LastState.Terminated.ExitCode);
    }

    [Fact]
    public async Task Readiness_Changes_WithTheProbe()
    {
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: moody}}, spec: {{terminationGracePeriodSeconds: 1, containers: [{{name: main, image: '{Image}', command: [sh, -c, 'sleep 1; touch /tmp/ok; sleep 3; mv /tmp/ok /tmp/no; sleep 1000'], readinessProbe: {{exec: {{command: [test, -f, /tmp/ok]}}, periodSeconds: 1, failureThreshold: 1}}}}]}}}}");

        await node.WaitReadyAsync("moody");
        var pod = await node.WaitPodAsync("moody", p => p.Status.Conditions.Any(c => c.Type == "Ready" && c.Status == "False"));

        Assert.Equal(0, pod.Status.ContainerStatuses[0].RestartCount);
    }

    [Fact]
    public async Task PreStopAndGrace_AreGivenBeforeTheEnd()
    {
        var directory = Directory.CreateTempSubdirectory("tiphys-node-hook-").FullName;
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: hooked}}, spec: {{terminationGracePeriodSeconds: 20, volumes: [{{name: h, hostPath: {{path: '{directory}', type: Directory}}}}], containers: [{{name: main, image: '{Image}', command: [sh, -c, 'trap \"echo term >> /h/log; exit 0\" TERM; while true; do sleep 0.1; done'], volumeMounts: [{{name: h, mountPath: /h}}], lifecycle: {{postStart: {{exec: {{command: [sh, -c, 'echo start >> /h/log']}}}}, preStop: {{exec: {{command: [sh, -c, 'echo stop >> /h/log']}}}}}}}}]}}}}");
        await node.WaitReadyAsync("hooked");

        await node.Client.For<V1Pod>().DeleteAsync("default", "hooked", default);
        await node.WaitGoneAsync("hooked");

        Assert.Equal(["start", "stop", "term"], File.ReadAllLines(Path.Combine(directory, "log")));
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task ImageVolume_ShowsTheImage_ReadOnly()
    {
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: imagevol}}, spec: {{restartPolicy: Never, volumes: [{{name: i, image: {{reference: '{Image}', pullPolicy: IfNotPresent}}}}], containers: [{{name: main, image: '{Image}', command: [sh, -c, 'test -f /i/bin/busybox && ! touch /i/x && echo fine'], volumeMounts: [{{name: i, mountPath: /i}}]}}]}}}}");

        var pod = await node.WaitPodAsync("imagevol", p => p.Status?.Phase is "Succeeded" or "Failed");

        Assert.Contains("fine", await node.LogAsync(pod));
    }

    [Fact]
    public async Task Resources_ChangedInPlace_ReachTheRunningContainer()
    {
        await node.ApplyAsync($"{{apiVersion: v1, kind: Pod, metadata: {{name: resized}}, spec: {{terminationGracePeriodSeconds: 1, containers: [{{name: main, image: '{Image}', command: [sleep, '1000'], resources: {{requests: {{cpu: 10m}}, limits: {{cpu: 20m, memory: 32Mi}}}}}}]}}}}");
        var before = await node.WaitReadyAsync("resized");

        var patch = new DocObject { { "spec", new DocObject { { "containers", new DocArray([new DocObject { { "name", "main" }, { "resources", new DocObject { { "limits", new DocObject { { "cpu", "40m" } } } } } }]) } } } };
        await node.Client.For<V1Pod>().PatchAsync("default", "resized", Patch.Strategic(patch), default, "resize");

        var after = await node.WaitPodAsync("resized", p => p.Status.ContainerStatuses[0].Resources?.Limits?["cpu"].ToString() == "40m");
        Assert.Equal(before.Status.ContainerStatuses[0].ContainerID, after.Status.ContainerStatuses[0].ContainerID);
        Assert.Equal(0, after.Status.ContainerStatuses[0].RestartCount);
    }

    private async Task WaitLogAsync(V1Pod pod, string text)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!(await node.LogAsync(pod)).Contains(text))
        {
            if (TimeProvider.System.GetElapsedTime(began).TotalSeconds > 60)
                throw new TimeoutException($"the log of {pod.Metadata.Name} does not show {text}: {await node.LogAsync(pod)}");
            await Task.Delay(50);
        }
    }
}
