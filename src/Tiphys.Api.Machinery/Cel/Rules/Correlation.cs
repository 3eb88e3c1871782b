using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Cel.Rules;

/// <summary>A value beside the one it was before, and the nearest value around it of which that is known.</summary>
/// <param name="Old">Null if the value has no counterpart.</param>
internal readonly record struct Correlation(DocNode? New, DocNode? Old, DocNode? OuterNew, DocNode? OuterOld)
{
    /// <summary>Whether nothing has changed here, so that a rule broken before is no reason to refuse the write.</summary>
    public bool IsUnchanged => Old is not null ? New is not null && New.DeepEquals(Old) : OuterOld is not null && OuterNew is not null && OuterNew.DeepEquals(OuterOld);

    /// <summary>The correlation of a part.</summary>
    public Correlation Enter(DocNode value, DocNode? old) =>
        Old is null ? this with { New = null } : new Correlation(value, old, New, Old);

    /// <summary>The same place without its own counterpart: what allOf adds is judged by the surroundings.</summary>
    public Correlation Outer => this with { New = null, Old = null };
}
