using System.Globalization;
using Tiphys.Api.Documents;
using Tiphys.Primitives.Quantities;

namespace Tiphys.ApiServer.Admission.Limits;

/// <summary>Holds amounts to one item of a LimitRange. Pure.</summary>
internal static class LimitRangeRules
{
    /// <summary>What is wrong, worded as clients match on it; nothing if all is well.</summary>
    public static IEnumerable<string> Check(DocObject item, string type, ResourceAmounts requests, ResourceAmounts limits)
    {
        var (minimum, maximum, ratio) = (Amounts(item, "min"), Amounts(item, "max"), Amounts(item, "maxLimitRequestRatio"));
        return minimum.Names.SelectMany(name => Minimum(name, minimum[name], type, requests, limits))
            .Concat(maximum.Names.SelectMany(name => Maximum(name, maximum[name], type, requests, limits)))
            .Concat(ratio.Names.SelectMany(name => Ratio(name, ratio[name], type, requests, limits)));
    }

    /// <summary>As <see cref="Check"/> for a claim, which has requests only.</summary>
    public static IEnumerable<string> CheckClaim(DocObject item, ResourceAmounts requests)
    {
        const string type = "PersistentVolumeClaim";
        var (minimum, maximum) = (Amounts(item, "min"), Amounts(item, "max"));
        return minimum.Names.SelectMany(name => Minimum(name, minimum[name], type, requests, new ResourceAmounts()))
            .Concat(maximum.Names.SelectMany(name => ClaimMaximum(name, maximum[name], type, requests)));
    }

    private static IEnumerable<string> ClaimMaximum(string name, Quantity bound, string type, ResourceAmounts requests)
    {
        var start = $"maximum {name} usage per {type} is {bound}";
        if (!requests.TryGet(name, out var request))
            yield return $"{start}. No request is specified";
        else if (request > bound)
            yield return $"{start}, but request is {request}";
    }

    private static ResourceAmounts Amounts(DocObject item, string member) => ResourceAmounts.Read(item[member]);

    private static IEnumerable<string> Minimum(string name, Quantity bound, string type, ResourceAmounts requests, ResourceAmounts limits)
    {
        var start = $"minimum {name} usage per {type} is {bound}";
        if (!requests.TryGet(name, out var request))
            yield return $"{start}. No request is specified";
        else if (request < bound)
            yield return $"{start}, but request is {request}";
        else if (limits.TryGet(name, out var limit) && limit < bound)
            yield return $"{start}, but limit is {limit}";
    }

    private static IEnumerable<string> Maximum(string name, Quantity bound, string type, ResourceAmounts requests, ResourceAmounts limits)
    {
        var start = $"maximum {name} usage per {type} is {bound}";
        if (!limits.TryGet(name, out var limit))
            yield return $"{start}. No limit is specified";
        else if (limit > bound)
            yield return $"{start}, but limit is {limit}";
        else if (requests.TryGet(name, out var request) && request > bound)
            yield return $"{start}, but request is {request}";
    }

    private static IEnumerable<string> Ratio(string name, Quantity bound, string type, ResourceAmounts requests, ResourceAmounts limits)
    {
        var start = $"{name} max limit to request ratio per {type} is {bound}";
        if (!requests.TryGet(name, out var request) || request.IsZero)
        {
            yield return $"{start}, but no request is specified or request is 0";
            yield break;
        }

        if (!limits.TryGet(name, out var limit) || limit.IsZero)
        {
            yield return $"{start}, but no limit is specified or limit is 0";
            yield break;
        }

        var ratio = limit.ToDouble() / request.ToDouble();
        if (ratio > bound.ToDouble())
            yield return $"{start}, but provided ratio is {ratio.ToString("F6", CultureInfo.InvariantCulture)}";
    }
}
