using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Tiphys.Host.Pki;

namespace Tiphys.Host.Tests.Pki;

public sealed class CertificateAuthorityTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("tiphys-pki-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Issue_ServerCertificate_ChainsToTheAuthorityAndCarriesItsNames()
    {
        var authority = Open();
        var issued = authority.Issue(_directory, Server("server", "kubernetes", IPAddress.Loopback)).Certificate;

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority.Certificate);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        Assert.True(chain.Build(issued), string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation)));
        Assert.True(issued.MatchesHostname("kubernetes"));
        Assert.True(issued.MatchesHostname("127.0.0.1"));
        Assert.False(issued.MatchesHostname("elsewhere"));
    }

    [Fact]
    public void Issue_Client_NamesUserAndGroups()
    {
        var issued = Open().Issue(_directory, new("client", "anna") { Organizations = ["system:masters"] }).Certificate;

        Assert.Contains("CN=anna", issued.Subject, StringComparison.Ordinal);
        Assert.Contains("O=system:masters", issued.Subject, StringComparison.Ordinal);
    }

    [Fact]
    public void Issue_Again_KeepsTheCertificateUntilItRunsOutOrItsNamesChange()
    {
        var first = Open().Issue(_directory, Server("server", "a", IPAddress.Loopback)).Certificate.SerialNumber;
        Assert.Equal(first, Open().Issue(_directory, Server("server", "a", IPAddress.Loopback)).Certificate.SerialNumber);

        var renamed = Open().Issue(_directory, Server("server", "b", IPAddress.Loopback)).Certificate.SerialNumber;
        Assert.NotEqual(first, renamed);

        _time.Advance(TimeSpan.FromDays(300));
        Assert.NotEqual(renamed, Open().Issue(_directory, Server("server", "b", IPAddress.Loopback)).Certificate.SerialNumber);
    }

    [Fact]
    public void Files_Always_AreTheirOwnersAlone()
    {
        var issued = Open().Issue(_directory, Server("server", "a", IPAddress.Loopback));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(issued.KeyPath));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_directory, "ca.key")));
    }

    private CertificateAuthority Open() => CertificateAuthority.Open(_directory, "ca", "test-ca", _time);

    private static CertificateRequestSpec Server(string file, string name, IPAddress address) => new(file, "server") { IsServer = true, DnsNames = [name], Addresses = [address] };
}
