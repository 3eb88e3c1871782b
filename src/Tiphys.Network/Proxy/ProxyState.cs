using k8s.Models;
using Tiphys.Client.Objects;
using Tiphys.Network.Nftables;

namespace Tiphys.Network.Proxy;

/// <summary>What stands in one family's table as far as we know; makes plans out of changed services. Pure: it touches no kernel.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class ProxyState(Family family, NetworkOptions options)
{
    private readonly ElementTable<ObjectKey> _elements = new();
    private readonly HashSet<string> _chains = [];

    /// <summary>How many elements the map of services has.</summary>
    public int Services => _elements.Standing.Count(element => element.Map == ProxyMaps.Services);

    private string Table => ProxyRuleset.Table(family, options);

    /// <summary>Takes note of a service; null if it is gone.</summary>
    public ElementChanges Set(ObjectKey key, V1Service? service, IEnumerable<V1EndpointSlice> slices)
    {
        var ports = service is null ? [] : ServiceReader.Read(service, slices, family, options);
        return _elements.Set(key, ServiceTranslation.Translate(ports, options));
    }

    /// <summary>The plan that carries changes out.</summary>
    public ProxyPlan Change(ElementChanges changes)
    {
        if (changes.IsEmpty)
            return new ProxyPlan("", [], []);
        var script = new NftScript();
        if (!MakeChains(script, Targets(changes.Added)))
            return Rebuild() with { StaleFlows = StaleFlow.Of(changes) };
        script.DeleteElements(Table, changes.Removed).AddElements(Table, changes.Added);
        return new ProxyPlan(script.ToString(), StaleFlow.Of(changes), Gone(changes));
    }

    /// <summary>The plan that makes the whole table anew, whatever stands there.</summary>
    public ProxyPlan Rebuild()
    {
        var script = new NftScript();
        ProxyRuleset.Write(script, family, options);
        _chains.Clear();
        foreach (string chain in ProxyChains.Ready().Concat(Targets(_elements.Standing)))
            Make(script, chain);
        script.AddElements(Table, _elements.Standing);
        return new ProxyPlan(script.ToString(), [], []);
    }

    private static IEnumerable<string> Targets(IEnumerable<Element> elements) =>
        elements.Select(element => ProxyChains.TargetOf(element.Value)).OfType<string>();

    private bool MakeChains(NftScript script, IEnumerable<string> chains)
    {
        foreach (string chain in chains)
        {
            if (_chains.Contains(chain))
                continue;
            if (ProxyChains.NeedsRebuild(chain))
                return false;
            Make(script, chain);
        }

        return true;
    }

    private void Make(NftScript script, string chain)
    {
        if (!_chains.Add(chain))
            return;
        foreach (string command in ProxyChains.Make(Table, family, chain))
            script.Line(command);
    }

    private static List<string> Gone(ElementChanges changes)
    {
        static bool IsEndpoint(Element element) => element.Map is ProxyMaps.Endpoints or ProxyMaps.NodePortEndpoints;
        var standing = changes.Added.Where(IsEndpoint).Select(element => element.Value).ToHashSet();
        return [.. changes.Removed.Where(IsEndpoint).Select(element => element.Value!).Where(value => !standing.Contains(value)).Distinct()];
    }
}
