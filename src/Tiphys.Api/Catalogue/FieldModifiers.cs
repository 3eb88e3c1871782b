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
    bool Granular,
    DocNode? Default)
{
    /// <summary>True if the schema of the type alone will do, which is then shared.</summary>
    public bool IsPlain => PatchStrategy is null && !Atomic && !Granular && Default is null && ListKind == ListKind.Atomic;
}
