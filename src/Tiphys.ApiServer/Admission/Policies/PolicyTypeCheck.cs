using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Policies;
using Tiphys.Api.Machinery.Cel.Schemas;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>
/// Checks a policy's validations against the schemas of the kinds that its rules name, as if <c>object</c> and <c>params</c> had
/// those types. What it finds changes nothing about the policy; its author is told.
/// </summary>
internal static class PolicyTypeCheck
{
    private const int MostKinds = 10;

    /// <summary>The expressionWarnings for the policy's status.</summary>
    public static DocArray Run(DocObject policy, IResourceCatalog catalog)
    {
        var spec = policy.GetObject("spec") ?? new DocObject();
        var kinds = KindsOf(spec, catalog);
        var warnings = new DocArray();
        var index = 0;
        foreach (var validation in spec.ObjectsAt("validations"))
        {
            foreach (var field in (ReadOnlySpan<string>)["expression", "messageExpression"])
            {
                if (validation.StringAt(field) is not { Length: > 0 } expression)
                    continue;
                var problems = kinds.Select(kind => Problem(spec, kind, expression, catalog)).OfType<string>().ToArray();
                if (problems.Length > 0)
                    warnings.Add(new DocObject { { "fieldRef", $"spec.validations[{index}].{field}" }, { "warning", string.Join("\n", problems) } });
            }

            index++;
        }

        return warnings;
    }

    private static string? Problem(DocObject spec, ResourceInfo kind, string expression, IResourceCatalog catalog)
    {
        var environment = new PolicyEnvironment(
            spec.GetObject("paramKind") is not null,
            objectType: DeclaredType.Of(kind.Schema, isRoot: true, kind.Kind)?.Type,
            paramsType: ParamsType(spec, catalog));
        foreach (var variable in spec.ObjectsAt("variables"))
            environment.AddVariable(variable.StringAt("name"), variable.StringAt("expression"));
        return environment.Compile(expression).Error is { } error ? $"{kind.GroupVersion}, Kind={kind.Kind}: {error}\n" : null;
    }

    private static CelType? ParamsType(DocObject spec, IResourceCatalog catalog) =>
        GroupVersion.TryParse(spec.StringAt("paramKind", "apiVersion"), out var version) && catalog.TryGetByKind(version, spec.StringAt("paramKind", "kind"), out var kind)
            ? DeclaredType.Of(kind.Schema, isRoot: true, kind.Kind)?.Type
            : null;

    /// <summary>The kinds that rules without wildcards name, by group, version and kind.</summary>
    private static IReadOnlyList<ResourceInfo> KindsOf(DocObject spec, IResourceCatalog catalog)
    {
        var found = new List<ResourceInfo>();
        foreach (var rule in spec.ObjectsAt("matchConstraints", "resourceRules"))
        {
            string[] groups = [.. rule.StringsAt("apiGroups")];
            string[] versions = [.. rule.StringsAt("apiVersions")];
            if (groups.Contains("*") || versions.Contains("*"))
                continue;
            var resources = rule.StringsAt("resources").ToHashSet(StringComparer.Ordinal);
            found.AddRange(catalog.All.Where(info => groups.Contains(info.GroupVersion.Group) && versions.Contains(info.GroupVersion.Version) && resources.Contains(info.Resource)));
        }

        return
        [
            .. found.Distinct().Take(MostKinds)
                .OrderBy(info => info.GroupVersion.Group, StringComparer.Ordinal).ThenBy(info => info.GroupVersion.Version, StringComparer.Ordinal).ThenBy(info => info.Kind, StringComparer.Ordinal),
        ];
    }
}
