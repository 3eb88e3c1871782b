using System.Globalization;

namespace Tiphys.Api.Machinery.Validation.Workloads;

/// <summary>Cron schedules as cron jobs take them: five fields, or a word such as <c>@daily</c>, or <c>@every 5m</c>.</summary>
public static class CronSchedule
{
    /// <summary>Five fields that name every minute, hour, day, month and weekday one by one have 350 characters.</summary>
    private const int MostLength = 1_000;

    private static readonly (int Least, int Most, string[] Names)[] Fields =
    [
        (0, 59, []), (0, 23, []), (1, 31, []),
        (1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        (0, 6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ];

    /// <summary>What is wrong with a schedule; null if nothing is.</summary>
    public static string? ErrorOf(string schedule)
    {
        if (schedule.Length > MostLength)
            return $"must not be longer than {MostLength} characters";
        if (schedule.Contains("TZ=", StringComparison.Ordinal))
            return "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
        if (schedule.StartsWith('@'))
        {
            var known = schedule is "@yearly" or "@annually" or "@monthly" or "@weekly" or "@daily" or "@midnight" or "@hourly"
                || (schedule.StartsWith("@every ", StringComparison.Ordinal) && CustomResources.GoDuration.TryParse(schedule[7..], out _));
            return known ? null : $"unrecognized descriptor: {schedule}";
        }

        var fields = schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != Fields.Length)
            return $"expected exactly 5 fields, found {fields.Length}: {schedule}";
        for (var i = 0; i < fields.Length; i++)
        {
            foreach (var part in fields[i].Split(','))
            {
                if (!IsRange(part, Fields[i]))
                    return $"failed to parse {fields[i]} in {schedule}";
            }
        }

        return null;
    }

    private static bool IsRange(string part, (int Least, int Most, string[] Names) field)
    {
        var step = part.Split('/');
        if (step.Length > 2 || (step.Length == 2 && (!int.TryParse(step[1], NumberStyles.None, CultureInfo.InvariantCulture, out var every) || every == 0)))
            return false;
        if (step[0] is "*" or "?")
            return true;
        var ends = step[0].Split('-');
        if (ends.Length > 2 || !TryValue(ends[0], field, out var first))
            return false;
        return ends.Length == 1 || (TryValue(ends[1], field, out var last) && first <= last);
    }

    private static bool TryValue(string text, (int Least, int Most, string[] Names) field, out int value)
    {
        var named = Array.IndexOf(field.Names, text.ToLowerInvariant());
        value = named + field.Least;
        return named >= 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= field.Least && value <= field.Most);
    }
}
