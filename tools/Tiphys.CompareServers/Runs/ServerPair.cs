using Tiphys.CompareServers.Comparing;
using Tiphys.CompareServers.Connection;

namespace Tiphys.CompareServers.Runs;

/// <summary>Our server and its peer, asked the same at the same time.</summary>
internal sealed class ServerPair(Server ours, Server theirs, Report report)
{
    private const int AtOnce = 16;

    public Server Ours => ours;

    public Server Theirs => theirs;

    public async Task<(Answer Ours, Answer Theirs)> SendAsync(Request here, Request there)
    {
        var (left, right) = (ours.SendAsync(here), theirs.SendAsync(there));
        return (await left, await right);
    }

    /// <summary>Sends every pair of requests and reports where the answers differ.</summary>
    public Task CompareAllAsync(IEnumerable<ComparedCase> cases) =>
        Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (compared, _) =>
        {
            var (left, right) = await SendAsync(compared.Ours, compared.Theirs);
            report.Add(compared.Kind, compared.Field, compared.What, AnswerComparison.Find(left, right));
        });
}
