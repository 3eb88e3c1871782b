using System.Text;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Authentication;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>The headers by which a front proxy tells an aggregated server who asks.</summary>
internal static class UserHeaders
{
    /// <exception cref="ApiException">500: a value has characters that no header can carry; neither may it become two nor be left out.</exception>
    public static IReadOnlyList<(string Name, string Value)> Of(UserInfo user)
    {
        var headers = new List<(string, string)> { ("X-Remote-User", user.Name) };
        if (user.Uid.Length > 0)
            headers.Add(("X-Remote-Uid", user.Uid));
        headers.AddRange(user.Groups.Select(group => ("X-Remote-Group", group)));
        foreach (var (key, values) in user.Extra)
            headers.AddRange(values.Select(value => ("X-Remote-Extra-" + Escape(key), value)));
        if (headers.Any(header => header.Item2.Any(char.IsControl)))
            throw ApiException.Internal("the user's name or groups have characters that cannot be told to an aggregated server");
        return headers;
    }

    /// <summary>The same with every header once, its values parted as <see cref="HeaderLineStream"/> takes them.</summary>
    /// <inheritdoc cref="Of" path="/exception"/>
    public static IReadOnlyList<(string Name, string Value)> Folded(UserInfo user) =>
    [
        .. Of(user).GroupBy(
            header => header.Name,
            header => header.Value,
            (name, values) => (name, string.Join(HeaderLineStream.Separator, values)),
            StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>Keys may hold characters that header names may not; those are percent-encoded.</summary>
    private static string Escape(string key)
    {
        var text = new StringBuilder(key.Length);
        foreach (var b in Encoding.UTF8.GetBytes(key))
        {
            var c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || c is '!' or '#' or '$' or '&' or '\'' or '*' or '+' or '-' or '.' or '^' or '_' or '`' or '|' or '~')
                text.Append(c);
            else
                text.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
