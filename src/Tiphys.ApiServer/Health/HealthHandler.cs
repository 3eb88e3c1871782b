using System.Text;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Health;

/// <summary>Answers one of /livez, /readyz and /healthz, with their <c>?verbose</c> and <c>?exclude=</c>.</summary>
/// <param name="type">The path without its slash.</param>
internal sealed class HealthHandler(string type, IReadOnlyList<HealthCheck> checks, HealthMetrics metrics) : IRequestHandler
{
    public Task HandleAsync(RequestContext context)
    {
        var query = context.Info.Query;
        var excluded = query.GetAll("exclude").ToHashSet(StringComparer.Ordinal);
        var report = new StringBuilder();
        var failed = false;
        foreach (var check in checks)
        {
            if (excluded.Remove(check.Name))
            {
                report.Append("[+]").Append(check.Name).Append(" excluded: ok\n");
                continue;
            }

            var isWell = check.Check() is null;
            metrics.Observe(check.Name, type, isWell);
            failed |= !isWell;
            report.Append(isWell ? "[+]" : "[-]").Append(check.Name).Append(isWell ? " ok\n" : " failed: reason withheld\n");
        }

        if (excluded.Count > 0)
            report.Append("warn: some health checks cannot be excluded: no matches for ").AppendJoin(',', excluded.Order(StringComparer.Ordinal).Select(name => $"\"{name}\"")).Append('\n');
        if (failed)
            return Responder.WriteTextAsync(context, 500, $"{report}{type} check failed\n");
        return Responder.WriteTextAsync(context, 200, query.Has("verbose") ? $"{report}{type} check passed\n" : "ok");
    }
}
