using System.Globalization;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Workloads;

/// <summary>When an indexed job counts as done before all its indexes are.</summary>
internal static class SuccessPolicyRules
{
    private const int MostRules = 20;
    private const int LongestIndexes = 64 * 1024;

    public static void Validate(DocObject policy, long completions, FieldPath path, FieldErrors errors)
    {
        var count = policy.GetArray("rules")?.Count ?? 0;
        if (count == 0)
            errors.Required(path.Child("rules"), "at least one rules must be specified when the successPolicy is specified");
        if (count > MostRules)
            errors.TooMany(path.Child("rules"), count, MostRules);
        foreach (var (rule, at) in policy.Items("rules", path))
            Rule(rule, completions, at, errors);
    }

    private static void Rule(DocObject rule, long completions, FieldPath path, FieldErrors errors)
    {
        var indexes = rule["succeededIndexes"] as DocString;
        var count = rule.GetInt64("succeededCount");
        if (indexes is null && count is null)
            errors.Required(path, "at least one of succeededCount or succeededIndexes must be specified");
        var total = 0L;
        if (indexes is not null)
        {
            if (indexes.Value.Length > LongestIndexes)
                errors.TooLong(path.Child("succeededIndexes"), LongestIndexes);
            if (ErrorOf(indexes.Value, completions, out total) is { } wrong)
                errors.Invalid(path.Child("succeededIndexes"), indexes, $"error parsing succeededIndexes: {wrong}");
        }

        if (count is null)
            return;
        var at = path.Child("succeededCount");
        errors.NonNegative(rule, "succeededCount", path);
        if (count > completions)
            errors.Invalid(at, count.Value, $"must be less than or equal to {completions} (the number of specified completions)");
        if (indexes is not null && count > total)
            errors.Invalid(at, count.Value, $"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)");
    }

    /// <summary>What is wrong with a list of indexes and ranges of them, <c>1,3-5</c>; null if nothing is.</summary>
    /// <param name="total">How many indexes it names; 0 if it is wrong.</param>
    private static string? ErrorOf(string text, long completions, out long total)
    {
        total = 0;
        var last = -1L;
        var sum = 0L;
        foreach (var part in text.Length == 0 ? [] : text.Split(','))
        {
            if (RangeError(part, completions, out var from, out var to) is { } wrong)
                return wrong;
            if (last >= from)
                return $"non-increasing order, previous: {last}, current: {from}";
            sum += to - from + 1;
            last = to;
        }

        total = sum;
        return null;
    }

    private static string? RangeError(string part, long completions, out long from, out long to)
    {
        from = to = 0;
        var ends = part.Split('-');
        if (ends.Length > 2)
            return $"the fragment \"{part}\" violates the requirement that an index interval can have at most two parts separated by '-'";
        for (var i = 0; i < ends.Length; i++)
        {
            if (!long.TryParse(ends[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out to))
                return $"cannot convert string to integer for index: \"{ends[i]}\"";
            if (to >= completions)
                return $"too large index: \"{ends[i]}\"";
            if (i == 0)
                from = to;
            else if (from >= to)
                return $"non-increasing order, previous: {from}, current: {to}";
        }

        return null;
    }
}
