using System.Text;
using Tiphys.Api.Machinery.Selectors;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Selecting;

/// <summary>One label requirement, made ready to be held against encoded objects.</summary>
internal sealed class LabelMatcher(LabelRequirement requirement)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(requirement.Key);
    private readonly byte[][] _values = [.. requirement.Values.Select(Encoding.UTF8.GetBytes)];

    public bool Matches(CacheEntry entry)
    {
        var present = entry.TryGetLabel(_key, out var value);
        return requirement.Operator switch
        {
            SelectorOperator.In => present && Has(value),
            SelectorOperator.NotIn => !present || !Has(value),
            SelectorOperator.Exists => present,
            SelectorOperator.DoesNotExist => !present,
            _ => requirement.Matches(present ? Encoding.UTF8.GetString(value) : null),
        };
    }

    private bool Has(ReadOnlySpan<byte> value)
    {
        foreach (var candidate in _values)
        {
            if (value.SequenceEqual(candidate))
                return true;
        }

        return false;
    }
}
