using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission.Limits;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Quota;

/// <summary>What one quota says to one write.</summary>
/// <param name="Refusal">Why the write is refused; null if it is not.</param>
/// <param name="Quota">The quota with the write counted in, to be stored before the object; null if it is not concerned.</param>
internal sealed record QuotaDecision(string? Refusal, DocObject? Quota)
{
    private static readonly QuotaDecision Unconcerned = new(null, null);

    /// <summary>Pure.</summary>
    /// <param name="old">The object before an update; null for a create.</param>
    public static QuotaDecision Make(DocObject quota, GroupResource resource, DocObject document, DocObject? old)
    {
        if (!QuotaScopes.Match(quota, resource, document))
            return Unconcerned;
        var hard = ResourceAmounts.Read(quota.GetPath("status", "hard"));
        if (resource == BuiltInResources.Pods && old is null && QuotaConstraint.Missing(document, hard.Names) is { Length: > 0 } missing)
            return new($"failed quota: {quota.ObjectName}: must specify {missing}", null);
        var added = Added(hard, QuotaUsage.Of(resource, document), Counted(quota, resource, old));
        if (added.Count == 0)
            return Unconcerned;
        var used = ResourceAmounts.Read(quota.GetPath("status", "used"));
        var unknown = added.Names.Where(name => !used.Has(name)).ToArray();
        if (unknown.Length > 0)
            return new($"status unknown for quota: {quota.ObjectName}, resources: {string.Join(",", unknown)}", null);
        var exceeded = added.Names.Where(name => used[name] + added[name] > hard[name]).ToArray();
        return exceeded.Length > 0 ? new(Exceeded(quota, exceeded, added, used, hard), null) : new(null, Raised(quota, used, added));
    }

    /// <summary>What the object counted for before; nothing if the quota was not about it then.</summary>
    private static ResourceAmounts Counted(DocObject quota, GroupResource resource, DocObject? old) =>
        old is not null && QuotaScopes.Match(quota, resource, old) ? QuotaUsage.Of(resource, old) : new ResourceAmounts();

    /// <summary>What the write adds to what is bounded. A write that gives back is counted by the controller.</summary>
    private static ResourceAmounts Added(ResourceAmounts hard, ResourceAmounts now, ResourceAmounts before)
    {
        var added = new ResourceAmounts();
        foreach (var name in now.Names.Where(hard.Has))
        {
            var difference = now[name] - before[name];
            if (difference.Sign > 0)
                added[name] = difference;
        }

        return added;
    }

    private static DocObject Raised(DocObject quota, ResourceAmounts used, ResourceAmounts added)
    {
        var next = quota.Clone();
        used.Add(added);
        next.GetOrAddObject("status")["used"] = used.ToDocument();
        return next;
    }

    private static string Exceeded(DocObject quota, string[] names, ResourceAmounts added, ResourceAmounts used, ResourceAmounts hard)
    {
        return $"exceeded quota: {quota.ObjectName}, requested: {Of(added)}, used: {Of(used)}, limited: {Of(hard)}";

        string Of(ResourceAmounts amounts) => string.Join(",", names.Select(name => $"{name}={amounts[name]}"));
    }
}
