using Cronos;
using k8s.Models;

namespace Tiphys.Controllers.CronJobs;

/// <summary>When a CronJob is due. Pure.</summary>
/// <param name="Due">The latest time that has come and was not started yet; null if none has.</param>
/// <param name="Missed">How many came since the last start, this one included; counted to 101 at most.</param>
/// <param name="Next">The next time after now.</param>
internal sealed record CronSchedule(DateTime? Due, int Missed, DateTime? Next)
{
    private const int MostCounted = 101;

    /// <summary>Cronos reads the items of a list recursively: a long one would end the process. Validation refuses such a schedule; one may have been stored before.</summary>
    private const int MostLength = 1_000;

    /// <summary>Reads the schedule; null with a reason if schedule or zone cannot be read.</summary>
    public static CronSchedule? Read(V1CronJob job, DateTime now, out string error)
    {
        error = "";
        if (!TryParse(job.Spec.Schedule, out var expression))
        {
            error = $"unparseable schedule: {Shown(job.Spec.Schedule)}";
            return null;
        }

        var zone = TimeZoneInfo.Utc;
        if (job.Spec.TimeZone is { Length: > 0 } name && !TimeZoneInfo.TryFindSystemTimeZoneById(name, out zone!))
        {
            error = $"unknown timeZone: {name}";
            return null;
        }

        return Since(job, expression, zone, now);
    }

    private static string Shown(string schedule) => schedule.Length > MostLength ? $"{schedule.AsSpan(0, MostLength)}..." : schedule;

    private static CronSchedule Since(V1CronJob job, CronExpression expression, TimeZoneInfo zone, DateTime now)
    {
        var earliest = job.Status?.LastScheduleTime ?? job.Metadata.CreationTimestamp ?? now;
        if (job.Spec.StartingDeadlineSeconds is { } deadline && now.AddSeconds(-deadline) > earliest)
            earliest = now.AddSeconds(-deadline);
        DateTime? due = null;
        var missed = 0;
        var from = earliest;

        // After a long pause, or a jump of the clock, only the latest of the missed times matters: it is found from behind, in windows that
        // grow until one holds a time, so that no schedule costs more than a few hundred steps.
        foreach (var window in Windows(earliest, now))
        {
            from = window;
            (due, missed) = Last(expression, zone, window, now);
            if (due is not null)
                break;
        }

        if (due is not null && from > earliest)
            missed = MostCounted;
        return new(due, missed, expression.GetNextOccurrence(now, zone));
    }

    private static IEnumerable<DateTime> Windows(DateTime earliest, DateTime now)
    {
        for (var span = TimeSpan.FromMinutes(90); now - span > earliest; span *= 24)
            yield return now - span;
        yield return earliest;
    }

    private static (DateTime? Due, int Count) Last(CronExpression expression, TimeZoneInfo zone, DateTime from, DateTime now)
    {
        DateTime? last = null;
        var count = 0;
        for (var at = expression.GetNextOccurrence(from, zone); at is { } time && time <= now; at = expression.GetNextOccurrence(time, zone))
        {
            last = time;
            count++;
        }

        return (last, Math.Min(count, MostCounted));
    }

    private static bool TryParse(string text, out CronExpression expression)
    {
        var every = "@every ";
        expression = CronExpression.EveryMinute;
        if (text.Length > MostLength)
            return false;
        if (!text.StartsWith(every, StringComparison.Ordinal))
            return CronExpression.TryParse(text, out expression!);

        // Cron knows no periods; whole minutes and hours that divide their unit come out the same.
        var period = text[every.Length..].Trim();
        if (period.Length < 2 || !int.TryParse(period.AsSpan(0, period.Length - 1), out var number) || number <= 0)
            return false;
        var form = period[^1] switch
        {
            'm' when number < 60 => $"*/{number} * * * *",
            'h' when number < 24 => $"0 */{number} * * *",
            _ => "",
        };
        return form.Length > 0 && CronExpression.TryParse(form, out expression!);
    }
}
