using k8s.Models;
using Tiphys.Controllers.CronJobs;

namespace Tiphys.Controllers.Tests.CronJobs;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("*/5 * * * *", -3, "12:00")]
    [InlineData("*/5 * * * *", 0, null)]
    [InlineData("0 6 * * *", -10 * 60, "06:00")]
    public void Read_SinceTheLastStart_FindsTheLatestMissedTime(string schedule, int lastMinutesAgo, string? expected)
    {
        var read = CronSchedule.Read(Cron(schedule, Make.Now.AddMinutes(lastMinutesAgo)), Make.Now, out _);

        Assert.Equal(expected, read!.Due?.ToString("HH:mm"));
    }

    [Fact]
    public void Read_ClockJumpedByYears_IsOneStartAndNoStorm()
    {
        var read = CronSchedule.Read(Cron("* * * * *", Make.Now.AddYears(-20)), Make.Now, out _);

        Assert.Equal(Make.Now, read!.Due);
        Assert.Equal(101, read.Missed);
    }

    [Fact]
    public void Read_TimeZone_IsHonoured()
    {
        var cron = Cron("0 14 * * *", Make.Now.AddMinutes(-30));
        cron.Spec.TimeZone = "Europe/Berlin";

        Assert.Equal(Make.Now, CronSchedule.Read(cron, Make.Now, out _)!.Due);
    }

    [Theory]
    [InlineData("61 * * * *", null, "unparseable")]
    [InlineData("* * * * *", "Mars/Olympus", "unknown timeZone")]
    public void Read_NotReadable_SaysWhy(string schedule, string? zone, string expected)
    {
        var cron = Cron(schedule, Make.Now);
        cron.Spec.TimeZone = zone;

        Assert.Null(CronSchedule.Read(cron, Make.Now, out var error));
        Assert.Contains(expected, error);
    }

    [Fact]
    public void Schedule_WhoseListIsEndless_IsUnparseableAndEndsNothing()
    {
        var cron = Cron(string.Concat(Enumerable.Repeat("1,", 1_400_000)) + "1 * * * *", Make.Now);

        Assert.Null(CronSchedule.Read(cron, Make.Now, out var error));
        Assert.InRange(error.Length, 10, 1_100);
    }

    private static V1CronJob Cron(string schedule, DateTime last) => new()
    {
        Metadata = new() { Name = "c", CreationTimestamp = last },
        Spec = new() { Schedule = schedule },
        Status = new() { LastScheduleTime = last },
    };
}
