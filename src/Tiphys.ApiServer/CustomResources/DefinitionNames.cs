using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.CustomResources;

/// <summary>Decides which names of a definition hold: a name that another definition of the group has already is not given twice. A pure decision.</summary>
internal static class DefinitionNames
{
    /// <param name="others">All definitions; the one at hand among them is passed over.</param>
    /// <returns>The accepted names, and what is wrong with the others; null if nothing is.</returns>
    public static (DocObject Accepted, (string Reason, string Message)? Conflict) Decide(DocObject definition, IEnumerable<DocObject> others, IResourceCatalog builtIn)
    {
        var group = definition.StringAt("spec", "group");
        var taken = Taken(group, others.Where(other => other.ObjectName != definition.ObjectName), builtIn);
        var wanted = definition.GetPath("spec", "names") as DocObject ?? [];
        var accepted = (definition.GetPath("status", "acceptedNames") as DocObject)?.Clone() ?? [];
        (string, string)? conflict = null;
        Take("plural", taken.Resources, "PluralConflict");
        Take("singular", taken.Resources, "SingularConflict");
        TakeShortNames();
        Take("kind", taken.Kinds, "KindConflict");
        Take("listKind", taken.Kinds, "ListKindConflict");
        accepted["categories"] = wanted["categories"]?.DeepClone();
        return (accepted, conflict);

        void Take(string name, HashSet<string> used, string reason)
        {
            var value = wanted.GetString(name) ?? "";
            if (value.Length > 0 && used.Contains(value))
                conflict = (reason, $"\"{value}\" is already in use");
            else
                accepted[name] = value.Length == 0 ? null : (DocNode)value;
        }

        void TakeShortNames()
        {
            var names = wanted.GetArray("shortNames")?.Strings().ToArray() ?? [];
            if (names.FirstOrDefault(taken.Resources.Contains) is { } clash)
                conflict = ("ShortNamesConflict", $"\"{clash}\" is already in use");
            else
                accepted["shortNames"] = names.Length == 0 ? null : new DocArray(names.Select(name => (DocNode)name));
        }
    }

    private static (HashSet<string> Resources, HashSet<string> Kinds) Taken(string group, IEnumerable<DocObject> others, IResourceCatalog builtIn)
    {
        var resources = new HashSet<string>(StringComparer.Ordinal);
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var names in others.Where(other => other.StringAt("spec", "group") == group).Select(other => other.GetPath("status", "acceptedNames")).OfType<DocObject>())
        {
            resources.UnionWith([names.GetString("plural") ?? "", names.GetString("singular") ?? "", .. names.GetArray("shortNames")?.Strings() ?? []]);
            kinds.UnionWith([names.GetString("kind") ?? "", names.GetString("listKind") ?? ""]);
        }

        foreach (var info in builtIn.All.Where(info => info.GroupVersion.Group == group))
        {
            resources.UnionWith([info.Resource, info.Singular, .. info.ShortNames]);
            kinds.UnionWith([info.Kind, info.ListKind]);
        }

        return (resources, kinds);
    }
}
