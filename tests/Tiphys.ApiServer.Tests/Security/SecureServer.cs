using System.Net;
using System.Text;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Fixture;
using Tiphys.ApiServer.Tests.Authentication;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Tests.Security;

/// <summary>A real server with all of its security, and users with static tokens: admin (system:masters), jane (group dev), node (system:node:n1).</summary>
internal sealed class SecureServer : IAsyncDisposable
{
    private readonly string _tokenFile;

    private SecureServer(TestApiServer server, string tokenFile) => (Server, _tokenFile) = (server, tokenFile);

    public TestApiServer Server { get; }

    public static async Task<SecureServer> StartAsync(AdmissionOptions? admission = null, Func<SecurityOptions, SecurityOptions>? adjust = null, Func<ApiServerOptions, ApiServerOptions>? adjustServer = null, IRevisionedStore? store = null)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "admin,admin,1,system:masters\njane,jane,2,dev\nnode,system:node:n1,3,system:nodes\n");
        var options = new SecurityOptions
        {
            Authentication = new AuthenticationOptions
            {
                ServiceAccounts = new ServiceAccountTokenOptions { Issuer = TestTokens.Audience, SigningKeyPem = TestTokens.KeyPem },
                TokenFile = file,
            },
            Admission = admission ?? new AdmissionOptions(),
        };
        return new(await TestApiServer.StartAsync(services => DefaultSecurity.Create(adjust?.Invoke(options) ?? options, services), store, adjust: adjustServer), file);
    }

    /// <param name="user">A token; empty for none.</param>
    public async Task<Answer> SendAsync(
        string user, string method, string path, string? body = null, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (user.Length > 0)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {user}");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, contentType);
        using var response = await Server.Http.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        return new(response.StatusCode, bytes, [.. response.Headers.TryGetValues("Warning", out var warnings) ? warnings : []]);
    }

    public Task<Answer> AdminAsync(string method, string path, string? body = null) => SendAsync("admin", method, path, body);

    /// <summary>A namespace with its default service account, as the controllers would make it.</summary>
    public async Task NamespaceAsync(string name, string labels = "{}")
    {
        var made = await AdminAsync("POST", "/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{name}}}","labels":{{{labels}}} } }""");
        Assert.True(made.Code == HttpStatusCode.Created, made.Text);
        made = await AdminAsync("POST", $"/api/v1/namespaces/{name}/serviceaccounts", """{"metadata":{"name":"default"}}""");
        Assert.True(made.Code == HttpStatusCode.Created, made.Text);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        File.Delete(_tokenFile);
    }

    public sealed record Answer(HttpStatusCode Code, byte[] Bytes, IReadOnlyList<string> Warnings)
    {
        public string Text => Encoding.UTF8.GetString(Bytes);

        public DocObject Json => DocReader.ParseObject(Bytes);

        public string Message => Json.GetString("message") ?? "";
    }
}
