using System.Diagnostics;
using Tiphys.Storage.Sqlite;
using Tiphys.Storage.Tests.Conformance;
using static Tiphys.Storage.Tests.Conformance.StoreSteps;

namespace Tiphys.Storage.Tests.Sqlite;

/// <summary>A real small file system that fills up.</summary>
public sealed class SqliteFullDiskTests : IDisposable
{
    private readonly DirectoryInfo _mount = Directory.CreateTempSubdirectory("tiphys-full-");

    public SqliteFullDiskTests() => Run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", _mount.FullName);

    private string Ballast => Path.Combine(_mount.FullName, "ballast");

    public void Dispose()
    {
        Run("umount", _mount.FullName);
        _mount.Delete();
    }

    [Fact]
    public async Task FullDisk_RefusesWritesKeepsWhatWasAcknowledgedAndTakesDeletes()
    {
        await using var store = await OpenAsync();
        var (held, failure) = await FillAsync(store);

        Assert.Equal(StoreFailure.DiskFull, failure.Failure);
        Assert.False(failure.OutcomeUnknown);
        Assert.True(store.IsSpaceExhausted);
        Assert.Equal(held.Order(), (await store.Range("/k/")).Entries.Select(entry => entry.Key.ToString()));
        Assert.Equal(held.Count + 1, store.CurrentRevision);
        var victim = (await store.Get(held[0]))!;
        await store.Commit(Delete(held[0], victim.ModRevision));
        Assert.Null(await store.Get(held[0]));
    }

    [Fact]
    public async Task FullDisk_ThatGetsRoomAgain_IsWrittenToWithoutRestart()
    {
        await using var store = await OpenAsync();
        await File.WriteAllBytesAsync(Ballast, new byte[8 << 20]);
        await FillAsync(store);

        File.Delete(Ballast);

        await store.Commit(Put("/again", "1"));
        Assert.False(store.IsSpaceExhausted);
    }

    [Fact]
    public async Task FullDisk_EmptiedByDeletes_IsWrittenToWithoutRestart()
    {
        await using var store = await OpenAsync();
        var (held, _) = await FillAsync(store);

        foreach (string key in held)
            await store.Commit(Delete(key, (await store.Get(key))!.ModRevision));

        await store.Commit(Put("/again", "1"));
    }

    [Fact]
    public async Task FullDisk_AfterReopening_HasWhatWasAcknowledged()
    {
        List<string> held;
        await using (var store = await OpenAsync())
            (held, _) = await FillAsync(store);
        await using var again = await OpenAsync();

        Assert.Equal(held.Order(), (await again.Range("/k/")).Entries.Select(entry => entry.Key.ToString()));
    }

    private static async Task<(List<string> Held, StoreUnavailableException Failure)> FillAsync(SqliteStore store)
    {
        var held = new List<string>();
        while (true)
        {
            string key = $"/k/{held.Count:D5}";
            try
            {
                await store.Commit(new StoreWrite(Key(key), new byte[20_000], 0));
                held.Add(key);
            }
            catch (StoreUnavailableException failure)
            {
                return (held, failure);
            }
        }
    }

    private Task<SqliteStore> OpenAsync()
    {
        var options = new SqliteStoreOptions { Path = Path.Combine(_mount.FullName, "state.db"), ReserveBytes = 4 << 20, CheckpointBytes = 1 << 20 };
        return SqliteStore.OpenAsync(options, TestContext.Current.CancellationToken);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
