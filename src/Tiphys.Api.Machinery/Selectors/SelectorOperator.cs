namespace Tiphys.Api.Machinery.Selectors;

/// <summary>How a label requirement compares.</summary>
public enum SelectorOperator : byte
{
    /// <summary>The label is one of the values (<c>=</c>, <c>==</c> and <c>in</c>).</summary>
    In,

    /// <summary>The label is missing or none of the values (<c>!=</c> and <c>notin</c>).</summary>
    NotIn,
    Exists,
    DoesNotExist,

    /// <summary>The label is a whole number above the value.</summary>
    Gt,

    /// <summary>The label is a whole number below the value.</summary>
    Lt,
}
