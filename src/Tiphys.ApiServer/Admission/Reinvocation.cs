using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Admission;

/// <summary>What one request's first mutating pass leaves for its second.</summary>
internal sealed class Reinvocation
{
    private readonly HashSet<string> _again = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    private DocObject? _last;

    public bool IsSecondPass { get; set; }

    /// <summary>True if an object changed in a way that earlier members have not seen.</summary>
    public bool IsWanted { get; private set; }

    /// <summary>A webhook changed the object: everybody asked before, who wants to know, is asked again.</summary>
    public void ObjectChanged()
    {
        IsWanted = true;
        _again.UnionWith(_asked);
        _asked.Clear();
    }

    /// <summary>A webhook with reinvocationPolicy IfNeeded was asked.</summary>
    public void Asked(string webhook) => _asked.Add(webhook);

    /// <summary>Whether a webhook is to be asked in this pass: all in the first, in the second those that wanted to see later changes.</summary>
    public bool MayAsk(string webhook) => !IsSecondPass || _again.Contains(webhook);

    /// <summary>In the second pass: what built-in plugins have changed since the webhooks' last look counts as a change too.</summary>
    public void CompareWithLast(DocObject? current)
    {
        if (IsSecondPass && _last is not null && !_last.DeepEquals(current))
            ObjectChanged();
    }

    /// <summary>What the webhooks of this pass have seen last.</summary>
    public void KeepLast(DocObject? current) => _last = current?.Clone();
}
