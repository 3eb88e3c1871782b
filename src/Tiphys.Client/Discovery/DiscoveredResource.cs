using Tiphys.Client.Objects;

namespace Tiphys.Client.Discovery;

/// <summary>A resource as discovery lists it.</summary>
public sealed record DiscoveredResource(ResourceType Type, bool Namespaced, IReadOnlyList<string> Verbs)
{
    public bool Can(params ReadOnlySpan<string> verbs)
    {
        foreach (var verb in verbs)
        {
            if (!Verbs.Contains(verb))
                return false;
        }

        return true;
    }
}
