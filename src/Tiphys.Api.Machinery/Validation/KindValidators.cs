using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Validation;

/// <summary>The validators of built-in kinds, by group and kind: versions share them.</summary>
internal static class KindValidators
{
    private static readonly FrozenDictionary<(string Group, string Kind), KindValidator> Validators =
        new Dictionary<(string, string), KindValidator>().ToFrozenDictionary();

    public static bool TryGet(ResourceInfo resource, [NotNullWhen(true)] out KindValidator? validator) =>
        Validators.TryGetValue((resource.GroupVersion.Group, resource.Kind), out validator);
}
