using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.CustomResources;
using Tiphys.Api.Machinery.Tables;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.CustomResources;

/// <summary>Reads a CustomResourceDefinition into rows of the catalogue, one for each served version.</summary>
internal static class DefinitionReader
{
    // In the order in which the reference server lists them.
    private static readonly string[] Verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"];
    private static readonly string[] SubresourceVerbs = ["get", "patch", "update"];

    public static IEnumerable<(ResourceInfo Resource, CustomFacts Facts)> Read(DocObject definition, long revision)
    {
        var versions = definition.ObjectsAt("spec", "versions").ToArray();
        var storage = versions.FirstOrDefault(version => version.GetBool("storage") == true)?.GetString("name") ?? "";
        foreach (var version in versions.Where(version => version.GetBool("served") == true))
            yield return (Row(definition, version, storage), Facts(definition, version, revision));
    }

    public static GroupResource ResourceOf(DocObject definition) =>
        new(definition.StringAt("spec", "group"), definition.StringAt("spec", "names", "plural"));

    private static ResourceInfo Row(DocObject definition, DocObject version, string storage)
    {
        var group = definition.StringAt("spec", "group");
        var name = version.GetString("name") ?? "";
        var accepted = definition.GetPath("status", "acceptedNames") as DocObject ?? [];
        var kind = accepted.GetString("kind") ?? "";
        return new()
        {
            GroupVersion = new(group, name),
            Resource = definition.StringAt("spec", "names", "plural"),
            Singular = accepted.GetString("singular") ?? kind.ToLowerInvariant(),
            Kind = kind,
            ListKind = accepted.GetString("listKind") is { Length: > 0 } list ? list : kind + "List",
            Namespaced = definition.StringAt("spec", "scope") == "Namespaced",
            Verbs = Verbs,
            ShortNames = [.. accepted.GetArray("shortNames")?.Strings() ?? []],
            Categories = [.. accepted.GetArray("categories")?.Strings() ?? []],
            Subresources = [.. Subresources(version, kind, new(group, name))],
            SelectableFields = [.. (version.GetArray("selectableFields")?.Objects() ?? []).Select(field => (field.GetString("jsonPath") ?? "").TrimStart('.'))],
            Schema = StructuralSchemaReader.Read(version.GetPath("schema", "openAPIV3Schema") as DocObject ?? [], $"{Reversed(group)}.{name}.{kind}"),
            StorageVersion = new(group, storage),
            HasGeneration = true,
            IsCustom = true,
        };
    }

    private static IEnumerable<SubresourceInfo> Subresources(DocObject version, string kind, GroupVersion groupVersion)
    {
        if (version.GetPath("subresources", "status") is DocObject)
            yield return new("status", kind, groupVersion, SubresourceVerbs);
        if (version.GetPath("subresources", "scale") is DocObject)
            yield return new("scale", "Scale", new("autoscaling", "v1"), SubresourceVerbs);
    }

    private static CustomFacts Facts(DocObject definition, DocObject version, long revision)
    {
        var webhook = definition.StringAt("spec", "conversion", "strategy") == "Webhook" ? definition.GetPath("spec", "conversion") as DocObject : null;
        return new(
            TablePrinter.ForCustom(version.GetArray("additionalPrinterColumns")),
            Scale(version.GetPath("subresources", "scale") as DocObject),
            webhook,
            ObjectMeta.IsDeleting(definition),
            revision,
            version.GetBool("deprecated") == true ? DeprecationWarning(definition, version) : null);
    }

    private static ScalePaths? Scale(DocObject? scale)
    {
        if (scale is null)
            return null;
        var selector = scale.GetString("labelSelectorPath");
        return new(Path(scale.GetString("specReplicasPath")), Path(scale.GetString("statusReplicasPath")), string.IsNullOrEmpty(selector) ? null : Path(selector));
    }

    private static string[] Path(string? text) => (text ?? "").Split('.', StringSplitOptions.RemoveEmptyEntries);

    private static string DeprecationWarning(DocObject definition, DocObject version) => version.GetString("deprecationWarning") is { Length: > 0 } own
        ? own
        : $"{definition.StringAt("spec", "group")}/{version.GetString("name")} {definition.StringAt("spec", "names", "kind")} is deprecated";

    private static string Reversed(string group) => string.Join('.', group.Split('.').Reverse());
}
