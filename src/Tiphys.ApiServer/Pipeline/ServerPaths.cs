using Tiphys.ApiServer.Discovery;
using Tiphys.ApiServer.Health;
using Tiphys.ApiServer.Metrics;

namespace Tiphys.ApiServer.Pipeline;

/// <summary>The paths that are no resources: health, version, metrics, discovery and OpenAPI.</summary>
internal static class ServerPaths
{
    public static PathTable Make(VersionInfo version, IReadOnlyList<HealthCheck> checks, IReadOnlyList<IMetricSource> metrics, Publisher publisher)
    {
        var paths = new PathTable();
        HealthCheck[] live = [.. checks.Where(check => check.Live)];
        AddTree(paths, "/livez", new HealthHandler("/livez", live));
        AddTree(paths, "/healthz", new HealthHandler("/healthz", live));
        AddTree(paths, "/readyz", new HealthHandler("/readyz", checks));
        paths.Add("/version", new VersionHandler(version));
        paths.Add("/metrics", new MetricsHandler(metrics));
        paths.Add("/", new IndexHandler(paths, publisher));
        var discovery = new DiscoveryHandler(publisher);
        AddTree(paths, "/api", discovery);
        AddTree(paths, "/apis", discovery);
        var openApi = new OpenApiHandler(publisher);
        AddTree(paths, "/openapi/v2", openApi);
        AddTree(paths, "/openapi/v3", openApi);
        return paths;
    }

    private static void AddTree(PathTable paths, string path, IRequestHandler handler)
    {
        paths.Add(path, handler);
        paths.AddPrefix(path + "/", handler);
    }
}
