using Tiphys.Api.Documents;
using Tiphys.Api.OpenApi;
using Tiphys.Api.Resources;

namespace Tiphys.CompareReference;

/// <summary>Compares the OpenAPI 2 document: definitions and paths, wording aside.</summary>
internal static class OpenApiComparison
{
    public static void Run(string file, Report report)
    {
        var expected = DocReader.ParseObject(File.ReadAllBytes(file));
        var actual = DocReader.ParseObject(new OpenApiDocuments(ResourceCatalog.BuiltIn).V2);
        Paths(expected, actual, report);
        Definitions(expected.GetObject("definitions")!, actual.GetObject("definitions")!, report);
    }

    private static void Paths(DocObject expected, DocObject actual, Report report)
    {
        var parameters = expected.GetObject("parameters")!;
        var (left, right) = (expected.GetObject("paths")!, actual.GetObject("paths")!);
        foreach (var path in left.Names.Union(right.Names))
        {
            if (path.StartsWith("/logs/", StringComparison.Ordinal))
            {
                report.Accept("the server's log files are not served");
                continue;
            }

            if (!IsServed(path))
            {
                report.Accept("the paths of a version that is off by default are not published");
                continue;
            }

            var item = left[path] is DocObject found ? (DocObject)Resolve(found, parameters) : null;
            Compare($"openapi paths {GroupOf(path)}", path, item, right[path], report);
        }
    }

    private static void Definitions(DocObject expected, DocObject actual, Report report)
    {
        foreach (var name in expected.Names.Union(actual.Names))
        {
            if (right(name) is null && IsOffByDefault(name))
                report.Accept("the definitions of a version that is off by default are not published");
            else
                Compare($"openapi definitions {name[..name.LastIndexOf('.')]}", name, expected[name], actual[name], report);
        }

        DocNode? right(string name) => actual[name];
    }

    private static bool IsServed(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["apis", var group, var version, ..] => DiscoveryComparison.IsServed(new(group, version)),
            ["apis", var group] => ResourceCatalog.BuiltIn.All.Any(info => info.GroupVersion.Group == group),
            _ => true,
        };
    }

    private static bool IsOffByDefault(string definition) =>
        definition.Split('.')[^2] is var version && (version.Contains("alpha", StringComparison.Ordinal) || version.Contains("beta", StringComparison.Ordinal));

    private static string GroupOf(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        ["apis", var group, var version, ..] => $"{group}/{version}",
        ["apis", var group] => group,
        ["api", var version, ..] => version,
        _ => "server",
    };

    private static DocNode Resolve(DocNode node, DocObject parameters)
    {
        switch (node)
        {
            case DocObject reference when reference.GetString("$ref") is { } target && target.StartsWith("#/parameters/", StringComparison.Ordinal):
                return parameters[target["#/parameters/".Length..]]!;
            case DocObject map:
                var made = new DocObject();
                foreach (var (name, value) in map)
                    made.Add(name, Resolve(value, parameters));
                return made;
            case DocArray array:
                return new DocArray(array.Select(item => Resolve(item, parameters)));
            default:
                return node;
        }
    }

    private static void Compare(string group, string path, DocNode? expected, DocNode? actual, Report report)
    {
        report.Compared(group);
        new TreeDifference((at, left, right) => Accept(at, left, right, report), what => report.Difference(group, what)).Compare(path, expected, actual);
    }

    private static bool Accept(string path, DocNode? expected, DocNode? actual, Report report)
    {
        var reason = Reason(path, path[(path.LastIndexOf('/') + 1)..], expected, actual);
        if (reason is not null)
            report.Accept(reason);
        return reason is not null;
    }

    private static string? Reason(string path, string member, DocNode? expected, DocNode? actual) => member switch
    {
        "description" => "descriptions are worded differently",
        "x-kubernetes-list-type" when expected is null && actual?.ToString() == "\"atomic\"" => "a list's type is said where it is the default, atomic",
        "x-kubernetes-list-type" when path.EndsWith("/caBundle/x-kubernetes-list-type", StringComparison.Ordinal) => "a list type of a field that is no list",
        "x-kubernetes-map-type" when actual is null && expected?.ToString() == "\"granular\"" => "a map's type is not said where it is the default, granular",
        _ when path.Contains("NodeAllocatableResource", StringComparison.Ordinal) || path.EndsWith("/nodeAllocatableResourceMappings", StringComparison.Ordinal)
            => "alpha fields of DRA node allocatable resources, off by default and gone from the models",
        "required" when path.EndsWith(".PodDisruptionBudgetStatus/required", StringComparison.Ordinal)
            => "the counts of a disruption budget's status are always written, so they are said to be required",
        "x-kubernetes-unions" => "unions are not published: no client reads them",
        "x-kubernetes-group-version-kind" when path.Contains("DeleteOptions/", StringComparison.Ordinal) || path.Contains("WatchEvent/", StringComparison.Ordinal)
            => "kinds of versions that are off by default are not listed",
        _ when member.Contains("cbor", StringComparison.Ordinal) || path.Contains("[\"application/cbor", StringComparison.Ordinal)
            || path.Contains("[\"application/apply-patch+cbor", StringComparison.Ordinal) => "CBOR is not spoken",
        _ => null,
    };
}
