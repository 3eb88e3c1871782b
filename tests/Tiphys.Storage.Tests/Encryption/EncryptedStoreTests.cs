using System.Security.Cryptography;
using Tiphys.Storage.Encryption;
using Tiphys.Storage.Memory;
using Tiphys.Storage.Tests.Conformance;
using Tiphys.Storage.Tests.Sqlite;
using static Tiphys.Storage.Tests.Conformance.StoreSteps;

namespace Tiphys.Storage.Tests.Encryption;

public sealed class EncryptedStoreTests : IDisposable
{
    private const string Secret = "the-secret-nobody-may-read";

    private readonly StoreFolder _folder = new();
    private readonly EncryptionKey _old = new("old", RandomNumberGenerator.GetBytes(32));
    private readonly EncryptionKey _new = new("new", RandomNumberGenerator.GetBytes(32));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Secrets_AtRest_AreNeitherInFileNorLogNorBackup()
    {
        await using var plain = await _folder.OpenAsync();
        await using var store = Make(plain, "/secrets/", _new);
        await store.Commit(Put("/secrets/a", Secret), Put("/configmaps/a", "anybody-may-read-this"));
        await plain.BackUpAsync(_folder.Named("backup.db"), Cancel);

        Assert.Equal(Secret, Text((await store.Get("/secrets/a"))!.Value));
        Assert.False(AnyFileContains(Secret));
        Assert.True(AnyFileContains("anybody-may-read-this"));
    }

    [Fact]
    public async Task Rotation_RewritesEverythingSoThatTheOldKeyCanGo()
    {
        await using var engine = await _folder.OpenAsync();
        await engine.Commit(Put("/secrets/plain", Secret));
        var before = Make(engine, "/secrets/", _old);
        for (int i = 0; i < 450; i++)
            await before.Commit(Put($"/secrets/{i:D3}", $"{Secret}{i}"));

        var rotating = Make(engine, "/secrets/", _new, _old);
        Assert.Equal($"{Secret}7", Text((await rotating.Get("/secrets/007"))!.Value));
        Assert.Equal(451, await rotating.RewriteAsync(Cancel));
        Assert.Equal(0, await rotating.RewriteAsync(Cancel));

        var after = Make(engine, "/secrets/", _new);
        Assert.Equal(451, (await after.Range("/secrets/")).Entries.Count(entry => Text(entry.Value).StartsWith(Secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Value_OfAnUnknownKeyOrMovedOrChanged_DoesNotOpen()
    {
        await using var engine = await _folder.OpenAsync();
        await Make(engine, "/", _old).Commit(Put("/a", Secret));
        byte[] stored = (await engine.Get("/a"))!.Value.ToArray();
        await engine.Commit(new StoreWrite(Key("/moved"), stored, 0));
        byte[] changed = [.. stored];
        changed[^1] ^= 1;
        await engine.Commit(new StoreWrite(Key("/changed"), changed, 0), new StoreWrite(Key("/short"), stored[..20], 0));
        var reader = Make(engine, "/", _old);

        await Assert.ThrowsAsync<DecryptionException>(() => Make(engine, "/", _new).Get("/a"));
        await Assert.ThrowsAsync<DecryptionException>(() => reader.Get("/moved"));
        await Assert.ThrowsAsync<DecryptionException>(() => reader.Get("/changed"));
        await Assert.ThrowsAsync<DecryptionException>(() => reader.Get("/short"));
    }

    [Fact]
    public async Task Rewrite_RuleThatSaysPlain_DecryptsWhatItCovers()
    {
        var engine = new MemoryStore();
        await Make(engine, "/secrets/", _old).Commit(Put("/secrets/a", Secret));

        var opened = new EncryptedStore(engine, new EncryptionPlan(Key("/"), [new(Key("/secrets/"), null)], [_old]));
        Assert.Equal(1, await opened.RewriteAsync(Cancel));

        Assert.Equal(Secret, Text((await engine.Get("/secrets/a"))!.Value));
        Assert.Equal(0, await opened.RewriteAsync(Cancel));
    }

    private bool AnyFileContains(string text) => Directory.GetFiles(Path.GetDirectoryName(_folder.File)!, "*.db*").Any(file =>
    {
        if (file.EndsWith(".lock", StringComparison.Ordinal))
            return false; // empty, and nobody else can open it
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf(Bytes(text)) >= 0;
    });

    private static EncryptedStore Make(IRevisionedStore inner, string prefix, params EncryptionKey[] keys) =>
        new(inner, new EncryptionPlan(Key("/"), [new(Key(prefix), keys[0])], keys));
}
