namespace Tiphys.Api.Machinery.Cel;

/// <summary>The bounds that Kubernetes puts on expressions; costs are in CEL's cost units.</summary>
public static class CelLimits
{
    /// <summary>The longest expression, in characters.</summary>
    public const int LongestExpression = 100_000;

    /// <summary>The deepest nesting of an expression.</summary>
    public const int DeepestExpression = 250;

    /// <summary>What one evaluation of one expression may cost.</summary>
    public const ulong PerCall = 1_000_000;

    /// <summary>What the evaluation of all rules on one object may cost.</summary>
    public const long PerObject = 10_000_000;

    /// <summary>What the match conditions of one webhook or policy may cost.</summary>
    public const long PerMatchConditions = PerObject / 4;

    /// <summary>The worst case that a rule of a CustomResourceDefinition may be estimated at.</summary>
    public const ulong EstimatePerRule = 10_000_000;

    /// <summary>The worst case that all rules of a CustomResourceDefinition's version may be estimated at.</summary>
    public const ulong EstimatePerSchema = 100_000_000;

    /// <summary>The longest result of a messageExpression, in UTF-8 bytes.</summary>
    public const int LongestMessage = 5 * 1024;

    /// <summary>The largest request; what has no bound of its own is bounded by what fits into one.</summary>
    public const long RequestBytes = 3 * 1024 * 1024;

    /// <summary>After how many elements a comprehension looks whether it is to stop.</summary>
    public const int InterruptInterval = 100;
}
