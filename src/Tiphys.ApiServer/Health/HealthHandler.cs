using System.Text;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Health;

/// <summary>Answers one of /livez, /readyz and /healthz, its <c>?verbose</c> and <c>?exclude=</c>, and the path of each check below it.</summary>
internal sealed class HealthHandler(string path, IReadOnlyList<HealthCheck> checks) : IRequestHandler
{
    public Task HandleAsync(RequestContext context)
    {
        var asked = context.Info.Path.TrimEnd('/');
        if (asked.Length > path.Length)
            return AnswerOneAsync(context, asked[(path.Length + 1)..]);
        var query = context.Info.Query;
        var excluded = query.GetAll("exclude");
        var report = new StringBuilder();
        var failed = false;
        foreach (var check in checks)
        {
            if (excluded.Contains(check.Name))
            {
                report.Append("[+]").Append(check.Name).Append(" excluded: ok\n");
                continue;
            }

            var trouble = check.Check();
            failed |= trouble is not null;
            report.Append(trouble is null ? "[+]" : "[-]").Append(check.Name).Append(trouble is null ? " ok\n" : " failed: reason withheld\n");
        }

        foreach (var name in excluded.Where(name => checks.All(check => check.Name != name)))
            report.Append("warn: some health checks cannot be excluded: no matches for \"").Append(name).Append("\"\n");
        if (failed)
            return Responder.WriteTextAsync(context, 500, $"{report}{path[1..]} check failed\n");
        return Responder.WriteTextAsync(context, 200, query.Has("verbose") ? $"{report}{path[1..]} check passed\n" : "ok");
    }

    private Task AnswerOneAsync(RequestContext context, string name)
    {
        var check = checks.FirstOrDefault(candidate => candidate.Name == name) ?? throw ApiException.NoSuchPath();
        return check.Check() is { } trouble
            ? Responder.WriteTextAsync(context, 500, $"internal server error: {trouble}\n")
            : Responder.WriteTextAsync(context, 200, "ok");
    }
}
