using k8s.Models;
using Tiphys.Node.Cri;
using Tiphys.Node.Pods.Probes;

namespace Tiphys.Node.Pods.Lifecycle;

/// <summary>Runs what a container's lifecycle asks for after its start and before its end.</summary>
internal sealed class HookRunner(IContainerRuntime runtime, TimeProvider time)
{
    /// <summary>Runs the hook to its end.</summary>
    /// <exception cref="HookException">It failed.</exception>
    public async Task RunAsync(V1LifecycleHandler handler, HookTarget target, CancellationToken cancellationToken)
    {
        if (handler.Exec is { } exec)
            await ExecAsync(exec, target, cancellationToken).ConfigureAwait(false);
        else if (handler.HttpGet is { } get)
            await GetAsync(get, target, cancellationToken).ConfigureAwait(false);
        else if (handler.Sleep is { } sleep)
            await Task.Delay(TimeSpan.FromSeconds(sleep.Seconds), time, cancellationToken).ConfigureAwait(false);
    }

    private async Task ExecAsync(V1ExecAction exec, HookTarget target, CancellationToken cancellationToken)
    {
        try
        {
            var result = await runtime.ExecSyncAsync(target.ContainerId, exec.Command ?? [], TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
            if (result.ExitCode != 0)
                throw new HookException($"command '{string.Join(' ', exec.Command ?? [])}' exited with {result.ExitCode}: {result.Stderr.ToStringUtf8()}{result.Stdout.ToStringUtf8()}");
        }
        catch (RuntimeFailureException e)
        {
            throw new HookException(e.Message);
        }
    }

    private static async Task GetAsync(V1HTTPGetAction get, HookTarget target, CancellationToken cancellationToken)
    {
        // The hook's body goes nowhere, and any answer below 400 is one.
        var result = await HttpProbe.RunAsync(get, target.Container, target.Address, TimeSpan.FromMinutes(1), cancellationToken).ConfigureAwait(false);
        if (result.Outcome != ProbeOutcome.Success)
            throw new HookException(result.Output);
    }
}
