using System.Text;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Fixture;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Tests.Security;

/// <summary>However a path is written, what was authorized is what is answered.</summary>
public sealed class CanonicalPathTests
{
    private static readonly string[] Pieces =
    [
        "api", "v1", "apis", "apps", "namespaces", "shop", "bank", "configmaps", "secrets", "c", "..", ".", "", "%2e%2e", "%2E", "%2f", "shop%2f..%2fbank", "..%2f",
        "status", "watch", "proxy", "%63", "c%00", "c;x=y", "SHOP", "c%20", "%25%32%65", "\\..\\", "c?x=y", "c%3fx", "＜", "%c0%ae%c0%ae", "c#x",
    ];

    [Fact]
    public async Task CraftedPath_Answered_ShowsOnlyWhatWasAuthorized()
    {
        var recorder = new Recorder();
        await using var server = await TestApiServer.StartAsync(_ => new ServerSecurity { Authenticators = OpenSecurity.AdministratorsOnly.Authenticators, Authorizers = [recorder] });
        foreach (var ns in (string[])["shop", "bank"])
        {
            await server.PostAsync("/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{ns}}}"}}""");
            foreach (var resource in (string[])["configmaps", "secrets"])
                Assert.Equal(201, (await server.PostAsync($"/api/v1/namespaces/{ns}/{resource}", """{"metadata":{"name":"c"}}""")).Code);
        }

        var (random, hits) = (new Random(11), 0);
        for (var round = 0; round < 3_000; round++)
        {
            var (code, body, attributes) = await AskAsync(server, recorder, MakePath(random));
            Assert.True(code is (>= 200 and < 500) or 505, $"{code} {body}");
            if (code != 200 || body is null || body.Contains("List\"", StringComparison.Ordinal) || !body.Contains("\"uid\"", StringComparison.Ordinal))
                continue;
            hits++;
            var shown = Api.Documents.DocReader.ParseObject(Encoding.UTF8.GetBytes(body));
            var expected = (shown.GetString("kind") switch { "ConfigMap" => "configmaps", "Secret" => "secrets", _ => "namespaces" }, shown.ObjectName);
            Assert.Equal(expected, (attributes!.Resource, attributes.Name));
            Assert.Equal(shown.ObjectNamespace.Length > 0 ? shown.ObjectNamespace : shown.ObjectName, attributes.Namespace);
        }

        Assert.True(hits > 20, $"only {hits} of the paths were answered: the test looks at nothing");
    }

    private static string MakePath(Random random)
    {
        // Half of them begin well, so that enough are answered.
        var path = new StringBuilder(random.Next(2) == 0 ? "/api/v1/namespaces/shop/configmaps/c" : "");
        if (path.Length > 0 && random.Next(3) > 0)
        {
            var parts = path.ToString().Split('/');
            parts[random.Next(1, parts.Length)] = Pieces[random.Next(Pieces.Length)];
            return string.Join(random.Next(5) == 0 ? "//" : "/", parts);
        }

        for (var left = random.Next(1, 6); left > 0; left--)
            path.Append('/').Append(Pieces[random.Next(Pieces.Length)]);
        return path.ToString();
    }

    private static async Task<(int Code, string? Body, AuthorizationAttributes? Asked)> AskAsync(TestApiServer server, Recorder recorder, string path)
    {
        recorder.Last = null;
        // The options keep the client from putting the path in order itself.
        var uri = new Uri(server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(HttpMethod.Get, uri);
        using var answer = await server.Http.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), recorder.Last);
    }

    private sealed class Recorder : IAuthorizer
    {
        public AuthorizationAttributes? Last { get; set; }

        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
        {
            Last = attributes;
            return new(AuthorizationDecision.Allow());
        }
    }
}
