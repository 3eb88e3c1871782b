using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Subresources.Streaming;

/// <summary>The head of a target's answer to an upgrade.</summary>
internal sealed class UpgradeAnswer
{
    private static readonly string[] Carried = ["Upgrade", "Connection", "Sec-WebSocket-Accept", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions", "X-Stream-Protocol-Version"];
    private readonly List<(string Name, string Value)> _headers = [];

    public int Code { get; private init; }

    public string ContentType => Find("Content-Type") ?? "text/plain; charset=utf-8";

    public long? ContentLength => long.TryParse(Find("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    /// <exception cref="ApiException">502: no HTTP answer.</exception>
    public static UpgradeAnswer Parse(string head)
    {
        var lines = head.Split("\r\n");
        var status = lines[0].Split(' ');
        if (status.Length < 2 || !status[0].StartsWith("HTTP/1.", StringComparison.Ordinal) || !int.TryParse(status[1], NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            throw new ApiException(502, StatusReason.InternalError, "the target's answer is not HTTP");
        var answer = new UpgradeAnswer { Code = code };
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':');
            if (colon > 0)
                answer._headers.Add((line[..colon].Trim(), line[(colon + 1)..].Trim()));
        }

        return answer;
    }

    /// <summary>What the client needs to know to go on in the new protocol.</summary>
    public void CopyTo(HttpResponse response)
    {
        response.StatusCode = Code;
        foreach (var (name, value) in _headers)
        {
            if (Carried.Contains(name, StringComparer.OrdinalIgnoreCase))
                response.Headers.Append(name, value);
        }
    }

    private string? Find(string name) => _headers.FirstOrDefault(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
