using System.Globalization;

namespace Tiphys.Api.Machinery.Selectors;

/// <summary>One condition on one label.</summary>
/// <param name="Values">Sorted, without doubles; empty for Exists and DoesNotExist, one for Gt and Lt.</param>
public sealed record LabelRequirement(string Key, SelectorOperator Operator, IReadOnlyList<string> Values)
{
    /// <summary>True if it was written with <c>=</c>, <c>==</c> or <c>!=</c>; only the printed form differs.</summary>
    public bool IsExact { get; init; }

    /// <param name="value">The label's value; null if the object has no such label.</param>
    public bool Matches(string? value) => Operator switch
    {
        SelectorOperator.In => value is not null && Has(value),
        SelectorOperator.NotIn => value is null || !Has(value),
        SelectorOperator.Exists => value is not null,
        SelectorOperator.DoesNotExist => value is null,
        SelectorOperator.Gt => TryCompare(value, out var order) && order > 0,
        _ => TryCompare(value, out var order) && order < 0,
    };

    /// <summary>The form of the query string: <c>app=web</c>, <c>tier in (a,b)</c>, <c>!old</c>.</summary>
    public override string ToString() => Operator switch
    {
        SelectorOperator.In => IsExact ? $"{Key}={Values[0]}" : $"{Key} in ({string.Join(',', Values)})",
        SelectorOperator.NotIn => IsExact ? $"{Key}!={Values[0]}" : $"{Key} notin ({string.Join(',', Values)})",
        SelectorOperator.Exists => Key,
        SelectorOperator.DoesNotExist => $"!{Key}",
        SelectorOperator.Gt => $"{Key}>{Values[0]}",
        _ => $"{Key}<{Values[0]}",
    };

    private bool Has(string value)
    {
        for (var i = 0; i < Values.Count; i++)
        {
            if (Values[i] == value)
                return true;
        }

        return false;
    }

    private bool TryCompare(string? value, out int order)
    {
        order = 0;
        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var left)
            || !long.TryParse(Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var right))
            return false;
        order = left.CompareTo(right);
        return true;
    }
}
