using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Errors;
using Tiphys.Client.Transport;

namespace Tiphys.Client.Leadership;

/// <summary>Lets one of several contenders at a time do the work, by a coordination.k8s.io Lease.</summary>
/// <remarks>
/// Only elapsed, monotonic time decides who may lead; the times written in the lease are for people. Every write carries the resource
/// version it was based on, so a contender that was asleep cannot take back what another has taken.
/// </remarks>
public sealed class LeaderElector(KubeClient client, LeaderElectionOptions options, TimeProvider time, ILogger logger)
{
    private V1Lease? _observed;
    private long _observedAt;

    /// <summary>Who leads, as far as was seen; null before the first look.</summary>
    public string? Leader => _observed?.Spec?.HolderIdentity;

    /// <summary>Contends, leads, and contends again, until cancelled.</summary>
    /// <param name="lead">The work. Its token ends when the lease is lost: it must stop then.</param>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (!await TryHoldAsync(cancellationToken).ConfigureAwait(false))
            {
                await PauseAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            logger.LogInformation("{Identity} leads {Lease}", options.Identity, options.Name);
            using var term = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var work = lead(term.Token);
            await RenewAsync(work, cancellationToken).ConfigureAwait(false);
            await term.CancelAsync().ConfigureAwait(false);
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (work.IsFaulted)
                logger.LogError(work.Exception, "The work under {Lease} failed", options.Name);
            await ReleaseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>One attempt to take or renew the lease.</summary>
    internal async Task<bool> TryHoldAsync(CancellationToken cancellationToken)
    {
        try
        {
            var leases = client.For<V1Lease>();
            var current = await leases.TryGetAsync(options.Namespace, options.Name, cancellationToken).ConfigureAwait(false);
            if (current is null)
            {
                Observe(await leases.CreateAsync(NewLease(), cancellationToken).ConfigureAwait(false));
                return true;
            }

            if (current.Metadata.ResourceVersion != _observed?.Metadata.ResourceVersion)
                Observe(current);
            if (!IsOurs(current) && !IsFree(current))
                return false;
            Observe(await leases.UpdateAsync(Held(current), cancellationToken).ConfigureAwait(false));
            return true;
        }
        catch (Exception e) when (e is ApiException or ApiUnreachableException)
        {
            logger.LogDebug("No hold of {Lease}: {Error}", options.Name, e.Message);
            return false;
        }
    }

    private async Task RenewAsync(Task work, CancellationToken cancellationToken)
    {
        var renewedAt = time.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested && !work.IsCompleted)
        {
            await PauseAsync(cancellationToken).ConfigureAwait(false);
            using var deadline = new CancellationTokenSource(options.RetryPeriod * 2, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            var asked = time.GetTimestamp();
            var held = false;
            try
            {
                held = await TryHoldAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The server did not answer in time: counted as not renewed.
            }

            if (held)
                renewedAt = asked;
            else if (time.GetElapsedTime(renewedAt) >= options.RenewDeadline || (_observed is { } seen && !IsOurs(seen)))
                return;
        }
    }

    private async Task ReleaseAsync()
    {
        if (_observed is not { } lease || !IsOurs(lease))
            return;
        using var patience = new CancellationTokenSource(options.RetryPeriod, time);
        try
        {
            var spec = lease.Spec with { HolderIdentity = "", LeaseDurationSeconds = 1, RenewTime = Now() };
            Observe(await client.For<V1Lease>().UpdateAsync(lease with { Spec = spec }, patience.Token).ConfigureAwait(false));
        }
        catch (Exception e) when (e is ApiException or ApiUnreachableException or OperationCanceledException)
        {
            logger.LogDebug("{Lease} was not released and will run out: {Error}", options.Name, e.Message);
        }
    }

    private async Task PauseAsync(CancellationToken cancellationToken) =>
        await Task.Delay(options.RetryPeriod, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private void Observe(V1Lease lease)
    {
        _observed = lease;
        _observedAt = time.GetTimestamp();
    }

    private bool IsOurs(V1Lease lease) => lease.Spec?.HolderIdentity == options.Identity;

    private bool IsFree(V1Lease lease) =>
        string.IsNullOrEmpty(lease.Spec?.HolderIdentity)
        || time.GetElapsedTime(_observedAt) > TimeSpan.FromSeconds(lease.Spec.LeaseDurationSeconds ?? options.LeaseDuration.TotalSeconds);

    private DateTime Now() => time.GetUtcNow().UtcDateTime;

    private V1Lease NewLease() => new()
    {
        Metadata = new() { Name = options.Name, NamespaceProperty = options.Namespace },
        Spec = new()
        {
            HolderIdentity = options.Identity,
            LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds,
            AcquireTime = Now(),
            RenewTime = Now(),
            LeaseTransitions = 0,
        },
    };

    private V1Lease Held(V1Lease current)
    {
        var spec = (current.Spec ?? new()) with
        {
            HolderIdentity = options.Identity,
            LeaseDurationSeconds = (int)options.LeaseDuration.TotalSeconds,
            RenewTime = Now(),
        };
        if (!IsOurs(current))
            spec = spec with { AcquireTime = Now(), LeaseTransitions = (spec.LeaseTransitions ?? 0) + 1 };
        return current with { Spec = spec };
    }
}
