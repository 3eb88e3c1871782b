using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Fairness;

/// <summary>The flow schemas and priority levels a cluster starts with, as facts.</summary>
internal static class FairnessDefaults
{
    public const string AutoUpdateAnnotation = "apf.kubernetes.io/autoupdate-spec";
    private const string ApiVersion = "flowcontrol.apiserver.k8s.io/v1";
    private const string Everyone = "group:system:unauthenticated group:system:authenticated";
    private const string KubeSystem = "sa:kube-system/*";

    /// <summary>Name, shares, lendable percent, queues, hand size. No queues: reject.</summary>
    private static readonly (string Name, int Shares, int Lendable, int Queues, int HandSize)[] Levels =
    [
        ("catch-all", 5, 0, 0, 0), ("system", 30, 33, 64, 6), ("node-high", 40, 25, 64, 6), ("leader-election", 10, 0, 16, 4),
        ("workload-high", 40, 50, 128, 6), ("workload-low", 100, 90, 128, 6), ("global-default", 20, 50, 128, 6),
    ];

    /// <summary>Name, level, precedence, distinguisher, subjects, rules: VERBS GROUP RESOURCES [cluster], or VERBS PATHS; none: everything.</summary>
    private static readonly (string Name, string Level, int Precedence, string By, string Subjects, string[] Rules)[] Schemas =
    [
        ("exempt", "exempt", 1, "", "group:system:masters", []),
        ("probes", "exempt", 2, "", Everyone, ["get /healthz,/readyz,/livez"]),
        ("system-leader-election", "leader-election", 100, "ByUser", $"user:system:kube-controller-manager user:system:kube-scheduler {KubeSystem}",
            ["get,create,update coordination.k8s.io leases"]),
        ("system-node-high", "node-high", 400, "ByUser", "group:system:nodes", ["* core nodes,nodes/status cluster", "* coordination.k8s.io leases"]),
        ("system-nodes", "system", 500, "ByUser", "group:system:nodes", []),
        ("kube-controller-manager", "workload-high", 800, "ByNamespace", "user:system:kube-controller-manager", []),
        ("kube-scheduler", "workload-high", 800, "ByNamespace", "user:system:kube-scheduler", []),
        ("kube-system-service-accounts", "workload-high", 900, "ByNamespace", KubeSystem, []),
        ("service-accounts", "workload-low", 9000, "ByUser", "group:system:serviceaccounts", []),
        ("global-default", "global-default", 9900, "ByUser", Everyone, []),
        ("catch-all", "catch-all", 10000, "ByUser", Everyone, []),
    ];

    public static IEnumerable<DocObject> PriorityLevels() => Levels.Select(Level).Prepend(Exempt());

    public static IEnumerable<DocObject> FlowSchemas() => Schemas.Select(schema => Make("FlowSchema", schema.Name, SchemaSpec(schema.Level, schema.Precedence, schema.By, schema.Subjects, schema.Rules)));

    private static DocObject Exempt() => Make("PriorityLevelConfiguration", "exempt", new DocObject
    {
        { "type", "Exempt" }, { "exempt", new DocObject { { "nominalConcurrencyShares", 0 }, { "lendablePercent", 0 } } },
    });

    private static DocObject Level((string Name, int Shares, int Lendable, int Queues, int HandSize) level)
    {
        var response = level.Queues == 0
            ? new DocObject { { "type", "Reject" } }
            : new DocObject
            {
                { "type", "Queue" },
                { "queuing", new DocObject { { "queues", level.Queues }, { "handSize", level.HandSize }, { "queueLengthLimit", 50 } } },
            };
        var limited = new DocObject { { "nominalConcurrencyShares", level.Shares }, { "limitResponse", response }, { "lendablePercent", level.Lendable } };
        return Make("PriorityLevelConfiguration", level.Name, new DocObject { { "type", "Limited" }, { "limited", limited } });
    }

    private static DocObject SchemaSpec(string level, int precedence, string by, string subjects, string[] rules)
    {
        var spec = new DocObject { { "priorityLevelConfiguration", new DocObject { { "name", level } } }, { "matchingPrecedence", precedence } };
        if (by.Length > 0)
            spec["distinguisherMethod"] = new DocObject { { "type", by } };
        var made = new DocObject { { "subjects", new DocArray(subjects.Split(' ').Select(Subject)) } };
        string[] effective = rules.Length > 0 ? rules : ["* * * cluster", "* *"];
        var resources = effective.Where(rule => rule.Split(' ').Length > 2).Select(ResourceRule).ToArray();
        var paths = effective.Where(rule => rule.Split(' ').Length == 2).Select(PathRule).ToArray();
        if (resources.Length > 0)
            made["resourceRules"] = new DocArray(resources);
        if (paths.Length > 0)
            made["nonResourceRules"] = new DocArray(paths);
        spec["rules"] = new DocArray([made]);
        return spec;
    }

    private static DocObject Subject(string word)
    {
        var name = word[(word.IndexOf(':') + 1)..];
        return word[0] switch
        {
            'g' => new DocObject { { "kind", "Group" }, { "group", new DocObject { { "name", name } } } },
            'u' => new DocObject { { "kind", "User" }, { "user", new DocObject { { "name", name } } } },
            _ => new DocObject
            {
                { "kind", "ServiceAccount" },
                { "serviceAccount", new DocObject { { "namespace", name[..name.IndexOf('/')] }, { "name", name[(name.IndexOf('/') + 1)..] } } },
            },
        };
    }

    private static DocObject ResourceRule(string rule)
    {
        var words = rule.Split(' ');
        var made = new DocObject
        {
            { "verbs", Words(words[0]) }, { "apiGroups", Words(words[1] == "core" ? "" : words[1]) }, { "resources", Words(words[2]) },
        };
        if (words.Length > 3)
            made["clusterScope"] = true;
        made["namespaces"] = Words("*");
        return made;
    }

    private static DocObject PathRule(string rule)
    {
        var words = rule.Split(' ');
        return new DocObject { { "verbs", Words(words[0]) }, { "nonResourceURLs", Words(words[1]) } };
    }

    private static DocArray Words(string list) => new(list.Split(',').Select(word => (DocNode)word));

    private static DocObject Make(string kind, string name, DocObject spec) => new()
    {
        { "apiVersion", ApiVersion },
        { "kind", kind },
        { "metadata", new DocObject { { "name", name }, { "generation", 1 }, { "annotations", new DocObject { { AutoUpdateAnnotation, "true" } } } } },
        { "spec", spec },
    };
}
