using System.Security.Cryptography;
using System.Text;

namespace Tiphys.ApiServer.Authentication.StaticTokens;

/// <summary>Tokens from a file of lines <c>token,user,uid,"group1,group2"</c> (kube-apiserver's <c>--token-auth-file</c>).</summary>
/// <remarks>Tokens are kept as their SHA-256, so neither memory dumps nor timing tell them.</remarks>
internal sealed class StaticTokenAuthenticator : ITokenAuthenticator
{
    private readonly Dictionary<string, UserInfo> _users = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<string> _apiAudiences;

    /// <exception cref="FormatException">A line has fewer than three columns, or names no token or user; tells its number, never the token.</exception>
    public StaticTokenAuthenticator(TextReader file, IReadOnlyList<string> apiAudiences)
    {
        _apiAudiences = apiAudiences;
        var number = 0;
        while (file.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            var columns = CsvLine.Split(line);
            if (columns.Count < 3 || columns[0].Length == 0 || columns[1].Length == 0)
                throw new FormatException($"token file, line {number}: wanted token,user,uid[,\"groups\"]");
            var groups = columns.Count > 3 ? columns[3].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
            _users[HashOf(columns[0])] = new UserInfo(columns[1]) { Uid = columns[2], Groups = groups };
        }
    }

    public ValueTask<TokenResult> AuthenticateTokenAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        var meant = audiences.Intersect(_apiAudiences, StringComparer.Ordinal).ToArray();
        return ValueTask.FromResult(meant.Length > 0 && _users.TryGetValue(HashOf(token), out var user) ? TokenResult.Of(user, meant) : TokenResult.None);
    }

    private static string HashOf(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
