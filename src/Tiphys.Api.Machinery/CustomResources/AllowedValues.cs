using System.Runtime.CompilerServices;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.CustomResources;

/// <summary>The values of an <c>enum</c>, found by their hash where there are many of them: a long list is judged item by item.</summary>
internal static class AllowedValues
{
    private const int Few = 16;

    // A set lives as long as the schema that it is made from.
    private static readonly ConditionalWeakTable<DocArray, HashSet<DocNode?>> Sets = [];

    public static bool Contain(DocArray allowed, DocNode value) => allowed.Count <= Few
        ? allowed.Any(entry => entry.DeepEquals(value))
        : Sets.GetValue(allowed, static entries => new(entries, DocNodeComparer.Instance)).Contains(value);
}
