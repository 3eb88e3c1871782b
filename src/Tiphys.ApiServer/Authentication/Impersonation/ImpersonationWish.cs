using Microsoft.AspNetCore.Http;

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
        foreach (var name in names.Where(name => name.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase)))
            extra[ExtraKey.Decode(name[ExtraPrefix.Length..])] = [.. headers[name].OfType<string>()];
        var wish = new ImpersonationWish(
            headers[UserHeader].FirstOrDefault() ?? "",
            headers[UidHeader].FirstOrDefault() ?? "",
            [.. headers[GroupHeader].OfType<string>()],
            extra);
        foreach (var name in names)
            headers.Remove(name);
        return wish.IsEmpty ? null : wish;
    }

    private bool IsEmpty => User.Length == 0 && IsOnlyUser;

    /// <summary>Nothing but a user name is wanted.</summary>
    public bool IsOnlyUser => Uid.Length == 0 && Groups.Count == 0 && Extra.Count == 0;

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
}
