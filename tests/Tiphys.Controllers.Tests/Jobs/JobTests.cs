using k8s.Models;
using Tiphys.Controllers.Jobs;

namespace Tiphys.Controllers.Tests.Jobs;

public sealed class JobTests
{
    [Fact]
    public void Tally_EndedPods_AreNotedFirstAndCountedOnceTheFinalizerIsGone()
    {
        var job = Job();
        var first = JobTally.Of(job, [Pod("a", "Succeeded"), Pod("b", "Failed")], false);
        Assert.Equal((0, 0, "uid-a", "uid-b"), (first.Succeeded, first.Failed, Assert.Single(first.NotedSucceeded), Assert.Single(first.NotedFailed)));
        job.Status = new() { UncountedTerminatedPods = new() { Succeeded = first.NotedSucceeded, Failed = first.NotedFailed } };

        var untouched = JobTally.Of(job, [Pod("a", "Succeeded"), Pod("b", "Failed")], false);
        Assert.Equal(2, untouched.Release.Count);
        var released = JobTally.Of(job, [Pod("a", "Succeeded", tracked: false)], false);

        Assert.Equal((1, 1, 0), (released.Succeeded, released.Failed, released.NotedFailed.Count + released.NotedSucceeded.Count));
    }

    [Fact]
    public void Tally_PolicyIgnoresDisruption_DoesNotCountThePod()
    {
        var job = Job();
        job.Spec.PodFailurePolicy = new() { Rules = [new() { Action = "Ignore", OnPodConditions = [new() { Type = "DisruptionTarget", Status = "True" }] }] };
        var pod = Pod("a", "Failed");
        pod.Status.Conditions.Add(new() { Type = "DisruptionTarget", Status = "True" });

        var tally = JobTally.Of(job, [pod], false);

        Assert.Equal((0, 1), (tally.AllFailed, tally.Release.Count));
    }

    [Fact]
    public void Judge_PolicyFailsTheJobOnAnExitCode_NamesContainerAndRule()
    {
        var job = Job();
        job.Spec.PodFailurePolicy = new() { Rules = [new() { Action = "FailJob", OnExitCodes = new() { OperatorProperty = "In", Values = [42] } }] };
        var pod = Pod("a", "Failed");
        pod.Status.ContainerStatuses = [new() { Name = "c", State = new() { Terminated = new() { ExitCode = 42 } } }];

        var verdict = Judge(job, pod);

        Assert.Equal((false, "PodFailurePolicy"), (verdict!.Success, verdict.Reason));
        Assert.Contains("Container c", verdict.Message);
    }

    [Fact]
    public void Judge_MoreFailuresThanTheLimit_Fails()
    {
        var job = Job();
        job.Spec.BackoffLimit = 1;

        Assert.Null(Judge(job, Pod("a", "Failed")));
        Assert.Equal("BackoffLimitExceeded", Judge(job, Pod("a", "Failed"), Pod("b", "Failed"))!.Reason);
    }

    [Fact]
    public void Judge_SuccessPolicyMet_SucceedsBeforeAllIndexes()
    {
        var job = Indexed(4);
        job.Spec.SuccessPolicy = new() { Rules = [new() { SucceededIndexes = "0-1", SucceededCount = 1 }] };

        var verdict = Judge(job, Pod("a", "Succeeded", index: 1));

        Assert.Equal((true, "SuccessPolicy"), (verdict!.Success, verdict.Reason));
    }

    [Fact]
    public void Plan_IndexedJob_FillsTheLowestFreeIndexes()
    {
        var job = Indexed(5);
        job.Spec.Parallelism = 3;
        V1Pod[] pods = [Pod("a", "Running", index: 1), Pod("b", "Succeeded", index: 0)];

        var plan = JobPlan.Decide(job, JobTally.Of(job, pods, false), pods, false);

        Assert.Equal([2, 3], plan.Create.Select(item => item.Index!.Value));
    }

    [Fact]
    public void Plan_SuspendedJob_StopsWhatRuns()
    {
        var job = Job();
        job.Spec.Suspend = true;
        V1Pod[] pods = [Pod("a", "Running")];

        var plan = JobPlan.Decide(job, JobTally.Of(job, pods, false), pods, false);

        Assert.Equal((0, 1), (plan.Create.Count, plan.Delete.Count));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 30)]
    public void Backoff_FailuresInARow_Doubles(int failures, int expectedAtLeast)
    {
        var pods = Enumerable.Range(0, failures).Select(i => Pod($"p{i}", "Failed")).ToArray();
        foreach (var pod in pods)
            pod.Status.ContainerStatuses = [new() { State = new() { Terminated = new() { FinishedAt = Make.Now.AddSeconds(-15) } } }];

        Assert.True(JobBackoff.Wait(Job(), pods, Make.Now) >= TimeSpan.FromSeconds(expectedAtLeast));
    }

    [Fact]
    public void Status_VerdictWhilePodsRun_IsAnnouncedButNotFinal()
    {
        var job = Job();
        V1Pod[] pods = [Pod("a", "Running")];
        var verdict = new JobVerdict(false, "DeadlineExceeded", "m");
        var tally = JobTally.Of(job, pods, true);
        var plan = JobPlan.Decide(job, tally, pods, true);

        var running = JobStatusMaker.Make(job, tally, verdict, pods, plan, 0, Make.Now);
        var ended = JobStatusMaker.Make(job, JobTally.Of(job, [], true), verdict, [], new([], []), 0, Make.Now);

        Assert.Equal(["FailureTarget"], running.Conditions.Select(condition => condition.Type));
        Assert.Equal(["FailureTarget", "Failed"], ended.Conditions.Select(condition => condition.Type));
    }

    private static JobVerdict? Judge(V1Job job, params V1Pod[] pods) => JobVerdict.Judge(job, JobTally.Of(job, pods, false), pods, Make.Now);

    private static V1Job Job() => new()
    {
        Metadata = new() { Name = "j", NamespaceProperty = "ns", Uid = "j" },
        Spec = new() { Completions = 2, Parallelism = 2, Template = Make.Template("i") },
    };

    private static V1Job Indexed(int completions)
    {
        var job = Job();
        job.Spec.Completions = completions;
        job.Spec.CompletionMode = "Indexed";
        return job;
    }

    private static V1Pod Pod(string name, string phase, bool tracked = true, int? index = null)
    {
        var pod = Make.Pod(name, phase);
        pod.Metadata.Finalizers = tracked ? ["batch.kubernetes.io/job-tracking"] : null;
        if (index is not null)
            pod.Metadata.Annotations["batch.kubernetes.io/job-completion-index"] = $"{index}";
        return pod;
    }
}
