using Microsoft.AspNetCore.Http;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Authorization;

namespace Tiphys.ApiServer.Authentication.Impersonation;

/// <summary>Whom a request's headers ask to act as.</summary>
internal sealed record ImpersonationWish(string User, string Uid, IReadOnlyList<string> Groups, IReadOnlyDictionary<string, IReadOnlyList<string>> Extra)
{
    private const string Prefix = "Impersonate-";
    private const string UserHeader = "Impersonate-User";
    private const string GroupHeader = "Impersonate-Group";
    private const string UidHeader = "Impersonate-Uid";
    private const string ExtraPrefix = "Impersonate-Extra-";

    /// <summary>Reads the headers and removes them; null if there are none.</summary>
    public static ImpersonationWish? Read(IHeaderDictionary headers)
    {
        List<string>? names = null;
        foreach (var (name, _) in headers)
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                (names ??= []).Add(name);
        }

        if (names is null)
            return null;
        var extra = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var name in names.Where(name => name.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase) && name.Length > ExtraPrefix.Length))
            extra[ExtraKey.Decode(name[ExtraPrefix.Length..])] = [.. headers[name].OfType<string>()];
        var wish = new ImpersonationWish(
            headers[UserHeader].FirstOrDefault() ?? "",
            headers[UidHeader].FirstOrDefault() ?? "",
            [.. headers[GroupHeader].OfType<string>().Where(group => group.Length > 0)],
            extra);
        foreach (var name in names)
            headers.Remove(name);
        return wish.IsEmpty ? null : wish;
    }

    private bool IsEmpty => User.Length == 0 && Uid.Length == 0 && Groups.Count == 0 && Extra.Count == 0;

    /// <summary>The parts that were asked for, for messages.</summary>
    public IEnumerable<string> Named()
    {
        if (Groups.Count > 0)
            yield return "groups";
        if (Uid.Length > 0)
            yield return "uid";
        if (Extra.Count > 0)
            yield return "extra";
    }

    /// <summary>What the real user must be allowed, one check per part.</summary>
    public IEnumerable<AuthorizationAttributes> Checks(UserInfo real)
    {
        if (ServiceAccountNames.TryParse(User, out var ns, out var account))
            yield return Check("", "serviceaccounts", "", account) with { Namespace = ns };
        else
            yield return Check("", "users", "", User);
        foreach (var group in Groups)
            yield return Check("", "groups", "", group);
        if (Uid.Length > 0)
            yield return Check("authentication.k8s.io", "uids", "", Uid);
        foreach (var (key, values) in Extra)
        {
            foreach (var value in values)
                yield return Check("authentication.k8s.io", "userextras", key, value);
        }

        AuthorizationAttributes Check(string group, string resource, string subresource, string name) => new()
        {
            User = real,
            Verb = "impersonate",
            IsResourceRequest = true,
            Group = group,
            Version = "v1",
            Resource = resource,
            Subresource = subresource,
            Name = name,
        };
    }
}
