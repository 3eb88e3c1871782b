using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Fixture;
using Tiphys.ApiServer.Hosting;

namespace Tiphys.ApiServer.Tests.Aggregation;

/// <summary>
/// A server of ours that another one aggregates: flunders of wardle.example.com over TLS for <c>api.wardle.svc</c>. It believes the front proxy's headers and remembers
/// who asked.
/// </summary>
internal sealed class AggregatedServer : IAsyncDisposable
{
    private const string Definition = """
        {"metadata":{"name":"flunders.wardle.example.com"},"spec":{"group":"wardle.example.com","scope":"Namespaced",
        "names":{"plural":"flunders","singular":"flunder","kind":"Flunder","listKind":"FlunderList"},
        "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","description":"Flunder is a thing.",
          "properties":{"spec":{"type":"object","properties":{"reference":{"type":"string"}}}}}}}]}}
        """;

    private readonly FrontProxy _proxy;
    private readonly TestApiServer _server;
    private readonly ApiServerListener _listener;
    private readonly string _bundle;

    private AggregatedServer(FrontProxy proxy, TestApiServer server, ApiServerListener listener, string bundle) =>
        (_proxy, _server, _listener, _bundle) = (proxy, server, listener, bundle);

    public int Port => _listener.Addresses[0].Port;

    /// <summary>The last user that asked for flunders.</summary>
    public UserInfo? LastUser => _proxy.LastUser;

    /// <summary>The APIService that points to it.</summary>
    public string ApiService => $$$"""
        {"metadata":{"name":"v1.wardle.example.com"},"spec":{"group":"wardle.example.com","version":"v1","groupPriorityMinimum":2000,"versionPriority":15,
        "service":{"namespace":"wardle","name":"api","port":{{{Port}}}},"caBundle":"{{{_bundle}}}"}}
        """;

    public static async Task<AggregatedServer> StartAsync()
    {
        var proxy = new FrontProxy();
        var server = await TestApiServer.StartAsync(_ => new ServerSecurity { Authenticators = [proxy], Authorizers = [new AllowAll()] });
        Assert.Equal(201, (await server.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Definition)).Code);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while ((await server.GetAsync("/apis/wardle.example.com/v1/flunders")).Code != 200)
        {
            Assert.False(limit.IsCancellationRequested, "the definition was not served within 10 s");
            await Task.Yield();
        }

        var certificate = MakeCertificate();
        var context = SslStreamCertificateContext.Create(certificate, null, offline: true);
        var options = new ListenerOptions { Endpoints = [new(IPAddress.Loopback, 0)], Certificate = () => context };
        var listener = await ApiServerListener.StartAsync(server.Server, options, default);
        return new(proxy, server, listener, Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem())));
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static X509Certificate2 MakeCertificate()
    {
        var request = new CertificateRequest("CN=api", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("api.wardle.svc");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class FrontProxy : IAuthenticator
    {
        public UserInfo? LastUser { get; private set; }

        public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext http, CancellationToken cancellationToken)
        {
            var headers = http.Request.Headers;
            var user = new UserInfo(headers["X-Remote-User"].ToString()) { Groups = [.. headers["X-Remote-Group"].Select(group => group ?? "")] };
            if (http.Request.Path.Value!.Contains("/flunders", StringComparison.Ordinal))
                LastUser = user;
            return new(AuthenticationResult.Of(user));
        }
    }

    private sealed class AllowAll : IAuthorizer
    {
        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) => new(AuthorizationDecision.Allow());
    }
}
