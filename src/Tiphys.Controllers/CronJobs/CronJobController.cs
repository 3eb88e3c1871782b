using System.Globalization;
using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Requests;
using Tiphys.Controllers.Jobs;
using Tiphys.Controllers.Ownership;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.CronJobs;

/// <summary>CronJobs (batch/v1): starts a Job whenever the schedule says so.</summary>
/// <remarks>However many times were missed, one Job is started for the latest of them: a clock that jumps causes no storm.</remarks>
internal sealed class CronJobController : KeyedController
{
    private const string ScheduledAnnotation = "batch.kubernetes.io/cronjob-scheduled-timestamp";
    private const int TooManyMissed = 100;
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(5);
    private readonly ObjectCache<V1CronJob> _crons;
    private readonly ObjectCache<V1Job> _jobs;
    private readonly EventRecorder _events;

    public CronJobController(ControllerContext context)
        : base(context, "cronjob-controller", workers: 5)
    {
        _events = context.Recorder(Name);
        _crons = WatchOwn<V1CronJob>();
        _jobs = Watch<V1Job>(change =>
        {
            if (change.Current.ControllerOf() is { Kind: "CronJob" } owner)
                Queue.Add(new(change.Current.Metadata.NamespaceProperty, owner.Name));
        });
        _jobs.AddControllerIndex();
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_crons.Get(key) is not { } cron)
            return ReconcileResult.Done;
        var jobs = _jobs.OwnedBy(cron.Metadata.Uid).ToArray();
        await TrimAsync(cron, jobs, cancellationToken).ConfigureAwait(false);
        cron = await SyncStatusAsync(cron, jobs, cancellationToken).ConfigureAwait(false);
        if (cron.IsDeleting() || cron.Spec.Suspend == true)
            return ReconcileResult.Done;
        var schedule = CronSchedule.Read(cron, Now, out var error);
        if (schedule is null)
        {
            _events.Warning(cron.Reference(), error.StartsWith("unknown", StringComparison.Ordinal) ? "UnknownTimeZone" : "UnparseableSchedule", error);
            return ReconcileResult.Done;
        }

        if (schedule.Due is { } due)
            await StartAsync(cron, jobs, schedule, due, cancellationToken).ConfigureAwait(false);
        return Sleep(schedule);
    }

    /// <summary>Until the next time, but never long: the wall clock may be set while we sleep.</summary>
    private ReconcileResult Sleep(CronSchedule schedule)
    {
        if (schedule.Next is not { } next)
            return ReconcileResult.Done;
        var wait = next - Context.Time.GetUtcNow().UtcDateTime + TimeSpan.FromMilliseconds(100);
        return ReconcileResult.Later(wait < LongestSleep ? wait : LongestSleep);
    }

    private async Task StartAsync(V1CronJob cron, V1Job[] jobs, CronSchedule schedule, DateTime due, CancellationToken cancellationToken)
    {
        if (schedule.Missed > TooManyMissed)
        {
            _events.Warning(
                cron.Reference(), "TooManyMissedTimes", "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew");
        }

        if (cron.Spec.StartingDeadlineSeconds is { } deadline && due.AddSeconds(deadline) < Now)
        {
            _events.Warning(cron.Reference(), "MissSchedule", $"Missed scheduled time to start a job: {due:R}");
            return;
        }

        var active = jobs.Where(job => !JobConditions.IsOver(job)).ToArray();
        if (cron.Spec.ConcurrencyPolicy == "Forbid" && active.Length > 0)
        {
            _events.Normal(cron.Reference(), "JobAlreadyActive", "Not starting job because prior execution is running and concurrency policy is Forbid");
            return;
        }

        if (cron.Spec.ConcurrencyPolicy == "Replace")
        {
            foreach (var job in active)
                await DeleteAsync(cron, job, cancellationToken).ConfigureAwait(false);
            active = [];
        }

        if (await TryCreateAsync(cron, due, cancellationToken).ConfigureAwait(false) is { } made)
            await WriteStatusAsync(cron, [.. active, made], due, cancellationToken).ConfigureAwait(false);
    }

    private async Task<V1Job?> TryCreateAsync(V1CronJob cron, DateTime due, CancellationToken cancellationToken)
    {
        var job = Make(cron, due);
        try
        {
            var made = await Client.For<V1Job>().CreateAsync(job, cancellationToken).ConfigureAwait(false);
            _events.Normal(cron.Reference(), "SuccessfulCreate", $"Created job {made.Metadata.Name}");
            return made;
        }
        catch (ApiException e) when (e.Reason == StatusReason.AlreadyExists)
        {
            // Started before, when the status could not be written: the name holds the time, so it is the same run.
            var present = await Client.For<V1Job>().GetAsync(job.Metadata.NamespaceProperty, job.Metadata.Name, cancellationToken).ConfigureAwait(false);
            return present.ControllerOf()?.Uid == cron.Metadata.Uid ? present : null;
        }
        catch (ApiException e) when (e.Causes.All(cause => cause.Reason != "NamespaceTerminating"))
        {
            _events.Warning(cron.Reference(), "FailedCreate", $"Error creating job: {e.Message}");
            throw;
        }
    }

    private static V1Job Make(V1CronJob cron, DateTime due)
    {
        var template = KubeJson.Clone(cron.Spec.JobTemplate);
        var minutes = (long)(due - DateTime.UnixEpoch).TotalMinutes;
        var annotations = new Dictionary<string, string>(template.Metadata?.Annotations ?? new Dictionary<string, string>())
        {
            [ScheduledAnnotation] = due.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
        return new()
        {
            Metadata = new()
            {
                Name = $"{cron.Metadata.Name}-{minutes.ToString(CultureInfo.InvariantCulture)}",
                NamespaceProperty = cron.Metadata.NamespaceProperty,
                Labels = template.Metadata?.Labels,
                Annotations = annotations,
                OwnerReferences = [OwnerIdentity.Of(cron).ToReference()],
            },
            Spec = template.Spec,
        };
    }

    private async Task DeleteAsync(V1CronJob cron, V1Job job, CancellationToken cancellationToken)
    {
        var sameOnly = DeleteQuery.Background with { Uid = job.Metadata.Uid };
        if (await Client.For<V1Job>().TryDeleteAsync(job.Metadata.NamespaceProperty, job.Metadata.Name, cancellationToken, sameOnly).ConfigureAwait(false))
            _events.Normal(cron.Reference(), "SuccessfulDelete", $"Deleted job {job.Metadata.Name}");
    }

    private async Task TrimAsync(V1CronJob cron, V1Job[] jobs, CancellationToken cancellationToken)
    {
        var complete = jobs.Where(job => JobConditions.Find(job, JobNames.Complete) is not null);
        var failed = jobs.Where(job => JobConditions.Find(job, JobNames.Failed) is not null);
        foreach (var job in Oldest(complete, cron.Spec.SuccessfulJobsHistoryLimit ?? 3).Concat(Oldest(failed, cron.Spec.FailedJobsHistoryLimit ?? 1)))
            await DeleteAsync(cron, job, cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<V1Job> Oldest(IEnumerable<V1Job> jobs, int keep)
    {
        var ordered = jobs.Where(job => !job.IsDeleting()).OrderBy(job => job.Status?.StartTime ?? job.Metadata.CreationTimestamp).ToArray();
        return ordered.Take(Math.Max(0, ordered.Length - keep));
    }

    /// <summary>Active Jobs listed, ended ones taken off with an event.</summary>
    private async Task<V1CronJob> SyncStatusAsync(V1CronJob cron, V1Job[] jobs, CancellationToken cancellationToken)
    {
        var listed = (cron.Status?.Active ?? []).Select(reference => reference.Uid).ToHashSet();
        foreach (var job in jobs.Where(job => listed.Contains(job.Metadata.Uid) && JobConditions.IsOver(job)))
        {
            var result = JobConditions.Find(job, JobNames.Complete) is not null ? JobNames.Complete : JobNames.Failed;
            _events.Normal(cron.Reference(), "SawCompletedJob", $"Saw completed job: {job.Metadata.Name}, condition: {result}");
        }

        return await WriteStatusAsync(cron, jobs.Where(job => !JobConditions.IsOver(job)), cron.Status?.LastScheduleTime, cancellationToken).ConfigureAwait(false);
    }

    private async Task<V1CronJob> WriteStatusAsync(V1CronJob cron, IEnumerable<V1Job> active, DateTime? lastSchedule, CancellationToken cancellationToken)
    {
        var references = active.OrderBy(job => job.Metadata.Name, StringComparer.Ordinal).Select(job => new V1ObjectReference
        {
            ApiVersion = "batch/v1",
            Kind = "Job",
            Name = job.Metadata.Name,
            NamespaceProperty = job.Metadata.NamespaceProperty,
            Uid = job.Metadata.Uid,
            ResourceVersion = cron.Status?.Active?.FirstOrDefault(known => known.Uid == job.Metadata.Uid)?.ResourceVersion ?? job.Metadata.ResourceVersion,
        }).ToList();
        var finished = _jobs.OwnedBy(cron.Metadata.Uid).Where(job => JobConditions.Find(job, JobNames.Complete) is not null).Max(job => job.Status?.CompletionTime);
        var status = new V1CronJobStatus
        {
            Active = references.Count > 0 ? references : null,
            LastScheduleTime = lastSchedule,
            LastSuccessfulTime = finished > (cron.Status?.LastSuccessfulTime ?? DateTime.MinValue) ? finished : cron.Status?.LastSuccessfulTime,
        };
        if (KubeJson.Write(status).AsSpan().SequenceEqual(KubeJson.Write(cron.Status ?? new())))
            return cron;
        return await Client.For<V1CronJob>().UpdateStatusAsync(cron with { Status = status }, cancellationToken).ConfigureAwait(false);
    }
}
