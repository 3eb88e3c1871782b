using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication;

/// <summary>A user as documents carry it (authentication.k8s.io/v1 UserInfo): reviews, audit events, admission reviews.</summary>
internal static class UserInfoDocument
{
    public static DocObject Write(UserInfo user)
    {
        var made = new DocObject { { "username", user.Name } };
        if (user.Uid.Length > 0)
            made["uid"] = user.Uid;
        if (user.Groups.Count > 0)
            made["groups"] = new DocArray(user.Groups.Select(group => (DocNode)group));
        if (user.Extra.Count > 0)
        {
            var extra = new DocObject();
            foreach (var (key, values) in user.Extra.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                extra[key] = new DocArray(values.Select(value => (DocNode)value));
            made["extra"] = extra;
        }

        return made;
    }

    /// <summary>Reads a user; the name's member differs between kinds (<c>username</c>, <c>user</c>).</summary>
    public static UserInfo Read(DocObject document, string nameMember = "username") => new(document.GetString(nameMember) ?? "")
    {
        Uid = document.GetString("uid") ?? "",
        Groups = [.. document.StringsAt("groups")],
        Extra = document.GetObject("extra")?.ToDictionary(
            pair => pair.Key.ToLowerInvariant(),
            pair => (IReadOnlyList<string>)[.. (pair.Value as DocArray)?.Strings() ?? []]) ?? [],
    };
}
