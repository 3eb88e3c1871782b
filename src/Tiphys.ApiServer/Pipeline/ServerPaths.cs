using Tiphys.ApiServer.Discovery;
using Tiphys.ApiServer.Health;
using Tiphys.ApiServer.Metrics;
using Tiphys.ApiServer.Zpages;

namespace Tiphys.ApiServer.Pipeline;

/// <summary>The paths that are no resources: health, version, metrics, what the server was started with, discovery and OpenAPI.</summary>
internal static class ServerPaths
{
    private static readonly string[] StatusPaths = ["/flagz", "/healthz", "/livez", "/metrics", "/readyz", "/statusz", "/version"];

    public static PathTable Make(ApiServerOptions options, IReadOnlyList<HealthCheck> checks, IReadOnlyList<IMetricSource> metrics, Publisher publisher)
    {
        var paths = new PathTable();
        var health = new HealthMetrics();
        AddHealth(paths, "healthz", [.. checks.Where(check => check.Live)], health);
        AddHealth(paths, "livez", [.. checks.Where(check => check.Live)], health);
        AddHealth(paths, "readyz", [.. checks.Where(check => check.Ready)], health);
        paths.Add("/version", new VersionHandler(options.Version));
        paths.AddPrefix("/version/", new VersionHandler(options.Version));
        paths.Add("/metrics", new MetricsHandler([.. metrics, health]));
        paths.Add("/metrics/slis", new MetricsHandler([health]));
        paths.Add("/flagz", new FlagzHandler(options.Flags));
        paths.AddPrefix("/flagz/", new FlagzHandler(options.Flags));
        paths.Add("/statusz", new StatuszHandler(options.Version, options.Time, StatusPaths));
        paths.Add("/", new IndexHandler(paths, publisher));
        var discovery = new DiscoveryHandler(publisher);
        AddTree(paths, "/api", discovery);
        AddTree(paths, "/apis", discovery);
        var openApi = new OpenApiHandler(publisher);
        AddTree(paths, "/openapi/v2", openApi);
        AddTree(paths, "/openapi/v3", openApi);
        return paths;
    }

    private static void AddHealth(PathTable paths, string type, IReadOnlyList<HealthCheck> checks, HealthMetrics metrics)
    {
        paths.Add("/" + type, new HealthHandler(type, checks, metrics));
        foreach (var check in checks)
            paths.Add($"/{type}/{check.Name}", new OneCheckHandler(check));
    }

    private static void AddTree(PathTable paths, string path, IRequestHandler handler)
    {
        paths.Add(path, handler);
        paths.AddPrefix(path + "/", handler);
    }
}
