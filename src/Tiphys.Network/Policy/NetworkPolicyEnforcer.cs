using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Client.Informers;
using Tiphys.Network.Nftables;
using Tiphys.Primitives.Async;

namespace Tiphys.Network.Policy;

/// <summary>Keeps the policy tables equal to the cluster's NetworkPolicies for the pods of this node.</summary>
public sealed partial class NetworkPolicyEnforcer : IDisposable
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private static readonly Dictionary<string, string> NoLabels = [];

    private readonly SharedInformer<V1NetworkPolicy> _policies;
    private readonly SharedInformer<V1Pod> _pods;
    private readonly SharedInformer<V1Namespace> _namespaces;
    private readonly INftables _nft;
    private readonly NetworkOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AsyncPulse _wake = new();
    private readonly (Family Family, PolicyTable Table)[] _tables;
    private uint? _generation;

    public NetworkPolicyEnforcer(
        SharedInformerFactory informers, INftables nft, NetworkOptions options, TimeProvider time, ILogger<NetworkPolicyEnforcer> logger)
    {
        (_nft, _options, _time, _logger) = (nft, options, time, logger);
        _policies = informers.For<V1NetworkPolicy>();
        _pods = informers.For<V1Pod>();
        _namespaces = informers.For<V1Namespace>();
        _tables = [.. new[] { Family.Ip, Family.Ip6 }.Select(family => (family, new PolicyTable(family, options)))];
    }

    /// <summary>Works until cancelled. The tables stay: pods stay isolated while the server restarts.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            _policies.WaitForSyncAsync(cancellationToken), _pods.WaitForSyncAsync(cancellationToken), _namespaces.WaitForSyncAsync(cancellationToken)).ConfigureAwait(false);
        using var policies = _policies.Subscribe(_ => _wake.Set());
        using var pods = _pods.Subscribe(_ => _wake.Set());
        using var namespaces = _namespaces.Subscribe(_ => _wake.Set());
        bool anew = true;
        while (!cancellationToken.IsCancellationRequested)
        {
            anew = !await TrySyncAsync(anew, cancellationToken).ConfigureAwait(false);
            await WaitAsync(anew ? AfterFailure : _options.SyncPeriod, cancellationToken).ConfigureAwait(false);
            anew |= _policies.Cache.Count > 0 && _generation != _nft.Generation() && await IsGoneAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _wake.Dispose();

    private async Task<bool> TrySyncAsync(bool anew, CancellationToken cancellationToken)
    {
        // Without a policy nothing rests on the pods, and reading them all at every change of one is most of what a busy cluster's server would do.
        var policies = _policies.Cache.List();
        var pods = policies.Count == 0 ? [] : _pods.Cache.List();
        var world = new PolicyWorld(
            policies,
            [.. pods.Select(pod => PolicyPod.Read(pod, _options.NodeName)).OfType<PolicyPod>()],
            _namespaces.Cache.List().ToDictionary(
                space => space.Metadata.Name, space => (IReadOnlyDictionary<string, string>)(space.Metadata.Labels?.AsReadOnly() ?? NoLabels.AsReadOnly())));
        try
        {
            foreach (var (family, table) in _tables)
            {
                string script = table.Change(PolicyCompiler.Compile(world, family), anew);
                if (script.Length > 0)
                    await _nft.ApplyAsync(script, cancellationToken).ConfigureAwait(false);
            }

            _generation = _nft.Generation();
            return true;
        }
        catch (NftablesException failure)
        {
            LogFailed(_logger, failure.Message);
            return false;
        }
    }

    /// <summary>Whether somebody took our table or its hook away. Other tables change all the time: that alone must not make ours anew.</summary>
    private async Task<bool> IsGoneAsync(CancellationToken cancellationToken)
    {
        try
        {
            string chain = await _nft.ListAsync(["list", "chain", Family.Ip.Word(), $"{_options.TableName}-policy", "forward"], cancellationToken).ConfigureAwait(false);
            return !chain.Contains("vmap @ingress", StringComparison.Ordinal);
        }
        catch (NftablesException)
        {
            return true;
        }
    }

    private async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var timeout = Task.Delay(longest, _time, wait.Token);
        var woken = _wake.WaitAsync(wait.Token);
        await Task.WhenAny(timeout, woken).ConfigureAwait(false);
        await wait.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(timeout, woken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Network policies: nftables refused the rules, they are made anew: {Error}")]
    private static partial void LogFailed(ILogger logger, string error);
}
