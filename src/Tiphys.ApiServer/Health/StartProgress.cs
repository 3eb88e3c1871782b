using System.Collections.Concurrent;

namespace Tiphys.ApiServer.Health;

/// <summary>The steps of the server's start, each with a health check that fails until it is done.</summary>
internal sealed class StartProgress(IReadOnlyList<StartStep> steps)
{
    private readonly ConcurrentDictionary<string, bool> _done = new(StringComparer.Ordinal);

    public IEnumerable<HealthCheck> Checks => steps.Select(step => new HealthCheck($"poststarthook/{step.Name}", () => _done.ContainsKey(step.Name) ? null : "not finished", Live: true));

    /// <summary>Runs the steps in turn.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            await step.RunAsync(cancellationToken).ConfigureAwait(false);
            _done[step.Name] = true;
        }
    }
}
