using System.Net;
using System.Security.Cryptography;
using System.Text;
using Tiphys.Host.Server;
using Tiphys.Host.Server.Store;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Tests.Server;

public sealed class StoreSettingsTests : IDisposable
{
    private const string Secret = "the-words-nobody-may-read";
    private readonly TestFolder _folder = new();
    private readonly string _old = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly string _new = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private (string, string) Tokens => ("token-auth-file", _folder.Write("tokens.csv", "admin-token,admin,1,system:masters\n"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Encryption_KeyRotated_OldKeyCanGoAndNothingLiesInPlain()
    {
        await using (var plane = await TestPlane.StartAsync(_folder.Path, Tokens, Keys("aesgcm: {keys: [{name: old, secret: OLD}]}")))
            await CreateSecretAsync(plane, "a");
        Assert.False(AnyFileContains(Secret));

        await using (var plane = await TestPlane.StartAsync(_folder.Path, Tokens, Keys("aesgcm: {keys: [{name: new, secret: NEW}, {name: old, secret: OLD}]}")))
            await plane.FinishBackgroundAsync();
        await using (var plane = await TestPlane.StartAsync(_folder.Path, Tokens, Keys("aesgcm: {keys: [{name: new, secret: NEW}]}")))
            Assert.Contains(Convert.ToBase64String(Encoding.ASCII.GetBytes(Secret)), (await plane.SendAsync("admin-token", "GET", "/api/v1/namespaces/default/secrets/a")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Encryption_SwitchedOnLater_LeavesNothingInPlain()
    {
        await using (var plane = await TestPlane.StartAsync(_folder.Path, Tokens))
            await CreateSecretAsync(plane, "a");
        Assert.True(AnyFileContains(Secret));

        await using var encrypting = await TestPlane.StartAsync(_folder.Path, Tokens, Keys("aesgcm: {keys: [{name: new, secret: NEW}]}"));
        await encrypting.FinishBackgroundAsync();
        Assert.False(AnyFileContains(Secret));
    }

    [Fact]
    public async Task Encryption_KeysForgotten_RefusesToStartUntilAllIsPlainAgain()
    {
        await using (var plane = await TestPlane.StartAsync(_folder.Path, Tokens, Keys("aesgcm: {keys: [{name: old, secret: OLD}]}")))
            await CreateSecretAsync(plane, "a");

        Assert.Equal("ENCRYPTED", (await Assert.ThrowsAsync<FaultException>(() => TestPlane.StartAsync(_folder.Path))).Code);
        Assert.Equal("ENCRYPTED", (await Assert.ThrowsAsync<FaultException>(() => TestPlane.StartAsync(_folder.Path, Keys("aesgcm: {keys: [{name: new, secret: NEW}]}")))).Code);

        await using (var plane = await TestPlane.StartAsync(_folder.Path, Tokens, Keys("identity: {}", "aesgcm: {keys: [{name: old, secret: OLD}]}")))
            await plane.FinishBackgroundAsync();
        await using (var plane = await TestPlane.StartAsync(_folder.Path, Tokens))
            Assert.Equal(HttpStatusCode.OK, (await plane.SendAsync("admin-token", "GET", "/api/v1/namespaces/default/secrets/a")).Code);
    }

    [Fact]
    public async Task Backup_OfARunningServer_RestoresWithRevisionsAhead()
    {
        var file = Path.Combine(_folder.Path, "cluster.tar");
        long before;
        await using (var plane = await TestPlane.StartAsync(_folder.Path, Tokens))
        {
            await CreateSecretAsync(plane, "kept");
            await new ClusterBackup(TestPlane.Options(_folder.Path)).SaveAsync(file, Cancel);
            before = await CreateSecretAsync(plane, "later");
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var certificate = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "data", "pki", "ca.crt"), Cancel);
        Directory.Delete(Path.Combine(_folder.Path, "data"), recursive: true);
        await new ClusterBackup(TestPlane.Options(_folder.Path)).RestoreAsync(file, Cancel);

        Assert.Equal(certificate, await File.ReadAllTextAsync(Path.Combine(_folder.Path, "data", "pki", "ca.crt"), Cancel));
        await using var restored = await TestPlane.StartAsync(_folder.Path, Tokens);
        Assert.Equal(HttpStatusCode.OK, (await restored.SendAsync("admin-token", "GET", "/api/v1/namespaces/default/secrets/kept")).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await restored.SendAsync("admin-token", "GET", "/api/v1/namespaces/default/secrets/later")).Code);
        Assert.True(await CreateSecretAsync(restored, "new") > before + 1_000_000);
    }

    [Fact]
    public async Task Restore_ThatCannotBe_SaysWhyAndChangesNothing()
    {
        var options = TestPlane.Options(_folder.Path);
        await using (var plane = await TestPlane.StartAsync(_folder.Path, Tokens))
            await CreateSecretAsync(plane, "kept");
        var junk = _folder.Write("junk", "no archive");

        Assert.Equal("BACKUP", (await Assert.ThrowsAsync<FaultException>(() => new ClusterBackup(options).RestoreAsync(junk, Cancel))).Code);
        using (ServerLock.Take(options))
            Assert.Equal("ALREADY-RUNNING", (await Assert.ThrowsAsync<FaultException>(() => new ClusterBackup(options).RestoreAsync(junk, Cancel))).Code);

        await using var unharmed = await TestPlane.StartAsync(_folder.Path, Tokens);
        Assert.Equal(HttpStatusCode.OK, (await unharmed.SendAsync("admin-token", "GET", "/api/v1/namespaces/default/secrets/kept")).Code);
    }

    private static async Task<long> CreateSecretAsync(TestPlane plane, string name)
    {
        var made = await plane.SendAsync("admin-token", "POST", "/api/v1/namespaces/default/secrets", $$$"""{"metadata":{"name":"{{{name}}}"},"stringData":{"x":"{{{Secret}}}"} }""");
        Assert.True(made.Code == HttpStatusCode.Created, made.Body);
        return long.Parse(Api.Documents.DocReader.ParseObject(Encoding.UTF8.GetBytes(made.Body)).GetObject("metadata")!.GetString("resourceVersion")!);
    }

    private (string, string) Keys(params string[] providers) => ("encryption-provider-config", _folder.Write("keys.yaml", $"""
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
        - resources: [secrets, configmaps]
          providers: [{string.Join(", ", providers.Select(provider => $"{{{provider}}}"))}]
        """.Replace("OLD", _old, StringComparison.Ordinal).Replace("NEW", _new, StringComparison.Ordinal)));

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private bool AnyFileContains(string text)
    {
        var encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
        return new[] { "state.db", "state.db-wal" }
            .Select(name => Path.Combine(_folder.Path, "data", "store", name))
            .Where(File.Exists)
            .Select(file => Encoding.Latin1.GetString(ReadShared(file)))
            .Any(content => content.Contains(text, StringComparison.Ordinal) || content.Contains(encoded, StringComparison.Ordinal));
    }
}
