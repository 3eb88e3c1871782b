using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Tiphys.Api.Documents;
using Tiphys.Host.Configuration;
using Tiphys.Host.Pki;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Tests.Server;

public sealed class ApiServerSettingsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private (string, string) Tokens => ("token-auth-file", _folder.Write("tokens.csv", "admin-token,admin,1,system:masters\n"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task RuntimeConfig_OnAndOff_DecidesWhatIsServed()
    {
        await using var plane = await TestPlane.StartAsync(_folder.Path, Tokens, ("runtime-config", "storagemigration.k8s.io/v1beta1=true,autoscaling/v1=false"));

        Assert.Equal(HttpStatusCode.OK, (await plane.SendAsync("admin-token", "GET", "/apis/storagemigration.k8s.io/v1beta1")).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await plane.SendAsync("admin-token", "GET", "/apis/autoscaling/v1")).Code);
    }

    [Fact]
    public async Task Flagz_OfARunningServer_ShowsItsSettings()
    {
        await using var plane = await TestPlane.StartAsync(_folder.Path, Tokens, ("authorization-mode", "RBAC"));

        var flags = (await plane.SendAsync("admin-token", "GET", "/flagz")).Body;

        Assert.Contains("\nauthorization-mode=[RBAC]\n", flags, StringComparison.Ordinal);
        Assert.Contains("\nrequest-timeout=1m0s\n", flags, StringComparison.Ordinal);
        Assert.DoesNotContain("admin-token", flags, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("runtime-config", "apps/v9=true", "group version apps/v9 that has not been registered")]
    [InlineData("tls-min-version", "VersionTLS10", "neither VersionTLS12 nor VersionTLS13")]
    [InlineData("request-timeout", "soon", "no duration")]
    [InlineData("tls-private-key-file", "/dev/null", "tls-cert-file must name its certificate")]
    public async Task Setting_Wrong_EndsTheStartWithItsName(string setting, string value, string why)
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => TestPlane.StartAsync(_folder.Path, (setting, value)));

        Assert.StartsWith(setting + ": ", fault.Cause, StringComparison.Ordinal);
        Assert.Contains(why, fault.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TlsSettings_CertificateAndVersion_AreWhatClientsMeet()
    {
        using var other = new TestFolder();
        using var own = ClusterPki.Open(TestPlane.Options(other.Path), TimeProvider.System).ApiServer.Certificate;
        var certificate = _folder.Write("own.crt", own.ExportCertificatePem());
        var key = _folder.Write("own.key", own.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());

        await using var plane = await TestPlane.StartAsync(_folder.Path, ("tls-cert-file", certificate), ("tls-private-key-file", key), ("tls-min-version", "VersionTLS13"));

        Assert.Equal(own.Thumbprint, await ShakeAsync(plane, SslProtocols.Tls13));
        Assert.Null(await ShakeAsync(plane, SslProtocols.Tls12));
    }

    [Fact]
    public void Settings_UnderKubeApiserversNames_AreTaken()
    {
        var file = new DocObject { { "secure-port", 7443 }, { "service-cluster-ip-range", "10.43.0.0/20" } };

        var options = ClusterOptionsReader.Read(new SettingValues(new Dictionary<string, IReadOnlyList<string>>(), _ => null, file));

        Assert.Equal((7443, IPNetwork.Parse("10.43.0.0/20")), (options.ApiPort, options.ServiceCidr));
    }

    /// <returns>The thumbprint of the server's certificate; null if the handshake comes to nothing.</returns>
    private static async Task<string?> ShakeAsync(TestPlane plane, SslProtocols protocols)
    {
        var address = plane.Plane.Addresses[0];
        using var socket = new TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, Cancel);
        await using var tls = new SslStream(socket.GetStream());
        try
        {
            await tls.AuthenticateAsClientAsync(new() { TargetHost = "localhost", EnabledSslProtocols = protocols, RemoteCertificateValidationCallback = (_, _, _, _) => true }, Cancel);
            return tls.RemoteCertificate?.GetCertHashString();
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            return null;
        }
    }
}
