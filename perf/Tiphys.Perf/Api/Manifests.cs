namespace Tiphys.Perf.Api;

/// <summary>The objects that benchmarks make.</summary>
internal static class Manifests
{
    public const string ServiceAccount = """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default"}}""";

    private static readonly string TwoHundredBytes = new('x', 200);
    private static readonly string TwoKilobytes = new('x', 2_700);

    public static string Namespace(string name) => $$$$$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{{{name}}}}}"}}""";

    public static string ConfigMap(string name, string? value = null) =>
        $$$$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{{{name}}}}}"},"data":{"value":"{{{{{value ?? TwoHundredBytes}}}}}"}}""";

    /// <summary>A pod of usual size that no scheduler takes.</summary>
    public static string Pod(string name) => Pod(name, TwoHundredBytes);

    /// <summary>The same with as much in its annotations as pods of real clusters carry: about 5.5 KB when it is stored.</summary>
    public static string LargePod(string name) => Pod(name, TwoKilobytes);

    private static string Pod(string name, string note) => $$$$$"""
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{{{name}}}}}","labels":{"app":"perf","tier":"backend"},"annotations":{"note":"{{{{{note}}}}}"}},
        "spec":{"schedulerName":"nobody","automountServiceAccountToken":false,"containers":[{"name":"main","image":"perf:v1",
        "env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],"ports":[{"containerPort":8080}],
        "resources":{"requests":{"cpu":"10m","memory":"16Mi"},"limits":{"memory":"64Mi"}},
        "livenessProbe":{"httpGet":{"path":"/live","port":8080}},"readinessProbe":{"httpGet":{"path":"/ready","port":8080}}}]}}
        """;

    public static string Service(string name) => $$$$$"""
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"{{{{{name}}}}}"},"spec":{"selector":{"app":"perf"},"ports":[{"port":80,"targetPort":8080}]}}
        """;

    public static string Deployment(string name, string image, int replicas) => $$$$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{{{name}}}}}"},"spec":{"replicas":{{{{{replicas}}}}},"selector":{"matchLabels":{"app":"{{{{{name}}}}}"}},
        "template":{"metadata":{"labels":{"app":"{{{{{name}}}}}"}},"spec":{"terminationGracePeriodSeconds":0,"containers":[{"name":"main","image":"{{{{{image}}}}}","imagePullPolicy":"IfNotPresent"}]}}}}
        """;
}
