using Tiphys.Api.Documents;

namespace Tiphys.Api.Discovery;

/// <summary>A group that another server answers for (an APIService), as discovery is to show it.</summary>
/// <param name="Priority">The APIService's groupPriorityMinimum: groups above 1000 stand before custom resources.</param>
/// <param name="Document">The group as an APIGroupDiscovery of apidiscovery.k8s.io/v2; read only.</param>
public sealed record ExtensionGroup(int Priority, DocObject Document)
{
    public string Name => Document.GetObject("metadata")?.GetString("name") ?? "";

    /// <summary>The versions, preferred first.</summary>
    public IEnumerable<string> Versions =>
        Document.GetArray("versions")?.Objects().Select(version => version.GetString("version")).OfType<string>() ?? [];
}
