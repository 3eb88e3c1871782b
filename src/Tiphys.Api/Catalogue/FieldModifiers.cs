using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Catalogue;

/// <summary>What a field's record says of its value beyond the type. The default value says nothing.</summary>
internal readonly record struct FieldModifiers(
    ListKind ListKind,
    IReadOnlyList<string>? ListMapKeys,
    string? PatchStrategy,
    string? PatchMergeKey,
    bool Atomic,
    DocNode? Default,
    IReadOnlyList<string>? Enum)
{
    /// <summary>True if the schema of the type alone will do, which is then shared.</summary>
    public bool IsPlain => PatchStrategy is null && !Atomic && Default is null && Enum is null or { Count: 0 } && ListKind == ListKind.Atomic;
}
