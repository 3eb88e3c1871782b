using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Tests.Admission;

/// <summary>A webhook over TLS on loopback, certified for <c>hook.shop.svc</c> and 127.0.0.1, answering by a function.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private WebhookServer(WebApplication application, X509Certificate2 certificate) =>
        (_application, CaBundle) = (application, Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem())));

    /// <summary>As clientConfig carries it.</summary>
    public string CaBundle { get; }

    public List<DocObject> Requests { get; } = [];

    public int Port => new Uri(_application.Urls.Single()).Port;

    /// <param name="answer">Gets the request of the review; answers its response without uid.</param>
    public static Task<WebhookServer> StartAsync(Func<DocObject, string> answer) => StartAsync(async (http, server) =>
    {
        var review = DocReader.ParseObject(await ReadAsync(http.Request.Body));
        var request = review.GetObject("request")!;
        lock (server.Requests)
            server.Requests.Add(request);
        var response = TestAdmission.Json(answer(request));
        response["uid"] = request["uid"];
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(new DocObject { { "apiVersion", "admission.k8s.io/v1" }, { "kind", "AdmissionReview" }, { "response", response } }.ToUtf8());
    });

    public static async Task<WebhookServer> StartAsync(Func<HttpContext, WebhookServer, Task> handle)
    {
        var certificate = MakeCertificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var application = builder.Build();
        var server = new WebhookServer(application, certificate);
        application.Run(http => handle(http, server));
        await application.StartAsync();
        return server;
    }

    /// <summary>A configuration's clientConfig by URL.</summary>
    public string ClientConfig => """{"url":"https://127.0.0.1:PORT/hook","caBundle":"BUNDLE"}""".Replace("PORT", Port.ToString()).Replace("BUNDLE", CaBundle);

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private static async Task<byte[]> ReadAsync(Stream body)
    {
        var buffer = new MemoryStream();
        await body.CopyToAsync(buffer);
        return buffer.ToArray();
    }

    private static X509Certificate2 MakeCertificate()
    {
        var request = new CertificateRequest("CN=hook", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("hook.shop.svc");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
