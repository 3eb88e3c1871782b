using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authentication.ServiceAccounts;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Objects;

namespace Tiphys.ApiServer.Tests.Authentication;

/// <summary>A namespace with an account, a pod, a secret and a node, and an issuer of tokens for them.</summary>
internal sealed class TestTokens
{
    public const string Audience = "https://cluster.test";
    public static readonly string KeyPem = RSA.Create(2048).ExportPkcs8PrivateKeyPem();

    public TestTokens(string? keyPem = null)
    {
        Options = new ServiceAccountTokenOptions { Issuer = Audience, SigningKeyPem = keyPem ?? KeyPem };
        Keys = new ServiceAccountKeys(Options);
        Objects.Put(BuiltInResources.ServiceAccounts, """{"metadata":{"name":"robot","namespace":"shop","uid":"sa-1"}}""");
        Objects.Put(
            BuiltInResources.Pods,
            """{"metadata":{"name":"cart","namespace":"shop","uid":"pod-1"},"spec":{"serviceAccountName":"robot","nodeName":"n1"}}""");
        Objects.Put(BuiltInResources.Secrets, """{"metadata":{"name":"safe","namespace":"shop","uid":"secret-1"}}""");
        Objects.Put(BuiltInResources.Nodes, """{"metadata":{"name":"n1","uid":"node-1"}}""");
        Authentication = DefaultAuthentication.Create(new AuthenticationOptions { ServiceAccounts = Options }, Objects, new WebhookClients(Objects, Time), Time);
        Tokens = new ServiceAccountTokenAuthenticator(Options, Keys, Objects, Time);
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddYears(56));

    public InMemoryObjects Objects { get; } = new();

    public ServiceAccountTokenOptions Options { get; }

    public ServiceAccountKeys Keys { get; }

    public DefaultAuthentication Authentication { get; }

    public ServiceAccountTokenAuthenticator Tokens { get; }

    public async Task<DocObject> RequestAsync(string spec, string account = "robot")
    {
        var resource = Authentication.Resources.Single(entry => entry.Subresource == "token");
        var body = DocReader.ParseObject(System.Text.Encoding.UTF8.GetBytes($$"""{"spec":{{spec}}}"""));
        return await resource.CreateAsync(new VirtualCreate(new UserInfo("admin"), "shop", account, body), default);
    }

    public async Task<string> TokenAsync(string spec = "{}") => (await RequestAsync(spec)).StringAt("status", "token");

    public async Task<TokenResult> CheckAsync(string token) => await Tokens.AuthenticateTokenAsync(token, [Audience], default);
}
