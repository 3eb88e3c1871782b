using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Tests.Security;

public sealed class SigningRequestTests
{
    private const string Path = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

    private static async Task<SecureServer> StartAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = new CertificateRequest("CN=a,O=devs", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var server = await SecureServer.StartAsync();
        var made = await server.AdminAsync("POST", Path, $$$"""
            {"metadata":{"name":"c"},"spec":{"request":"{{{Convert.ToBase64String(Encoding.ASCII.GetBytes(pem))}}}","signerName":"example.com/s","usages":["client auth"]}}
            """);
        Assert.True(made.Code == HttpStatusCode.Created, made.Text);
        return server;
    }

    private static Task<SecureServer.Answer> PatchAsync(SecureServer server, string subresource, string status) =>
        server.SendAsync("admin", "PATCH", $"{Path}/c/{subresource}", $$$"""{"status":{{{status}}}}""", "application/merge-patch+json");

    [Fact]
    public async Task Approval_WithoutTimes_SaysWhenItWasGiven()
    {
        await using var server = await StartAsync();

        var approved = await PatchAsync(server, "approval", """{"conditions":[{"type":"Approved","status":"True","reason":"r"}]}""");

        var condition = Assert.Single(((DocArray)approved.Json.GetPath("status", "conditions")!).Objects());
        Assert.False(string.IsNullOrEmpty(condition.GetString("lastUpdateTime")));
        Assert.Equal(condition.GetString("lastUpdateTime"), condition.GetString("lastTransitionTime"));
    }

    [Theory]
    [InlineData("A", "must contain at least one CERTIFICATE PEM block")]
    [InlineData("-----BEGIN FOO-----\nQQ==\n-----END FOO-----\n", "only CERTIFICATE PEM blocks are allowed, found \"FOO\"")]
    public async Task Certificate_ThatIsNone_IsInvalid(string text, string complaint)
    {
        await using var server = await StartAsync();

        var refused = await PatchAsync(server, "status", $$"""{"certificate":"{{Convert.ToBase64String(Encoding.ASCII.GetBytes(text))}}"}""");

        Assert.Equal(422, (int)refused.Code);
        Assert.EndsWith($"status.certificate: Invalid value: \"<certificate data>\": {complaint}", refused.Message);
    }

    [Fact]
    public async Task Certificate_Signed_IsTaken()
    {
        await using var server = await StartAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=a", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));
        var chain = Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n" + certificate.ExportCertificatePem()));

        var taken = await PatchAsync(server, "status", $$"""{"certificate":"{{chain}}"}""");

        Assert.True(taken.Code == HttpStatusCode.OK, taken.Text);
    }
}
