using Tiphys.Storage.Tests.Conformance;
using static Tiphys.Storage.Tests.Conformance.StoreSteps;

namespace Tiphys.Storage.Tests.Sqlite;

/// <summary>Torn and corrupted files: an unacknowledged end is cut, anything else is refused.</summary>
public sealed class SqliteDamageTests : IDisposable
{
    private const int WalHeader = 32;
    private const int FrameSize = 24 + 4_096;

    private readonly StoreFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Wal_TornAtEveryBoundary_OpensAtTheLastWholeCommit()
    {
        using var copy = new StoreFolder();
        int frames = await WriteAndCopyAsync(copy, commits: 12);
        byte[] wal = await File.ReadAllBytesAsync(copy.Wal);
        byte[] database = await File.ReadAllBytesAsync(copy.File);

        long before = 0;
        for (int cut = 0; cut <= frames; cut++)
        {
            foreach (int torn in new[] { 0, 7, 24, 2_000 })
            {
                int length = Math.Min(wal.Length, WalHeader + cut * FrameSize + torn);
                await File.WriteAllBytesAsync(copy.File, database);
                await File.WriteAllBytesAsync(copy.Wal, wal[..length]);
                await using var store = await copy.OpenAsync();
                Assert.True(store.CurrentRevision >= before, $"cut at frame {cut}+{torn}: {store.CurrentRevision} after {before}");
                Assert.Equal(store.CurrentRevision - 1, (await store.Range("/k/")).Entries.Count);
                before = store.CurrentRevision;
            }
        }

        Assert.Equal(13, before);
    }

    [Fact]
    public async Task Wal_WithADamagedBody_IsRefused()
    {
        using var copy = new StoreFolder();
        int frames = await WriteAndCopyAsync(copy, commits: 12);
        byte[] wal = await File.ReadAllBytesAsync(copy.Wal);
        wal[WalHeader + frames / 2 * FrameSize + 1_000] ^= 0x40;
        await File.WriteAllBytesAsync(copy.Wal, wal);

        var damage = await Assert.ThrowsAsync<StoreDamagedException>(copy.OpenAsync);

        Assert.Equal(copy.Wal, damage.Path);
        Assert.Contains("later transactions follow", damage.Message);
    }

    [Fact]
    public async Task Wal_WithADamagedLastFrame_LosesOnlyTheLastCommit()
    {
        using var copy = new StoreFolder();
        int frames = await WriteAndCopyAsync(copy, commits: 12);
        byte[] wal = await File.ReadAllBytesAsync(copy.Wal);
        wal[WalHeader + (frames - 1) * FrameSize + 1_000] ^= 0x40;
        await File.WriteAllBytesAsync(copy.Wal, wal);

        await using var store = await copy.OpenAsync();

        Assert.Equal(12, store.CurrentRevision);
    }

    [Fact]
    public async Task Database_WithAValueChangedOnDisk_IsRefused()
    {
        await using (var store = await _folder.OpenAsync())
            await store.Commit(Put("/a", "the value as it was written"));
        byte[] bytes = await File.ReadAllBytesAsync(_folder.File);
        int at = bytes.AsSpan().IndexOf("as it was"u8);
        bytes[at] ^= 1;
        await File.WriteAllBytesAsync(_folder.File, bytes);

        var damage = await Assert.ThrowsAsync<StoreDamagedException>(_folder.OpenAsync);

        Assert.Contains("check sum", damage.Message);
    }

    [Fact]
    public async Task Database_ThatIsSomethingElse_IsRefused()
    {
        await File.WriteAllTextAsync(_folder.File, new string('?', 10_000));

        await Assert.ThrowsAsync<StoreDamagedException>(_folder.OpenAsync);
    }

    /// <summary>Commits keys one by one and copies the files of the store while it is open, as a killed process would leave them.</summary>
    private async Task<int> WriteAndCopyAsync(StoreFolder copy, int commits)
    {
        // The tables are in the database, not in the log: the log then holds nothing but the commits.
        await (await _folder.OpenAsync()).DisposeAsync();
        await using var store = await _folder.OpenAsync();
        for (int i = 0; i < commits; i++)
            await store.Commit(Put($"/k/{i}", new string('x', 3_000)));
        File.Copy(_folder.File, copy.File);
        File.Copy(_folder.Wal, copy.Wal);
        return (int)((new FileInfo(copy.Wal).Length - WalHeader) / FrameSize);
    }
}
