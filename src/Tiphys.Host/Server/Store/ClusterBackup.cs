using System.Formats.Tar;
using Tiphys.Host.Configuration;
using Tiphys.Host.Pki;
using Tiphys.Primitives.Faults;
using Tiphys.Storage;
using Tiphys.Storage.Sqlite;

namespace Tiphys.Host.Server.Store;

/// <summary>
/// A cluster in one file: a tar archive of its store and its certificates and keys, mode 0600. Images and volumes are not in it, nor is the file
/// with encryption keys.
/// </summary>
internal sealed class ClusterBackup(ClusterOptions options)
{
    private const string StoreEntry = "state.db";
    private const string PkiFolder = "pki/";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the archive while the server goes on; the file appears complete or not at all.</summary>
    /// <exception cref="FaultException">There is nothing to back up, or the file exists.</exception>
    public async Task SaveAsync(string path, CancellationToken cancellationToken)
    {
        CheckEmbedded();
        var store = StoreOpener.FileOf(options);
        if (!File.Exists(store))
            throw new FaultException("NO-CLUSTER", $"{options.DataDir} holds no cluster", "name its place with --name or --data-dir");
        if (File.Exists(path))
            throw new FaultException("EXISTS", $"{path} exists already", "name another file, or remove that one");
        using var folder = new ScratchFolder(options.DataDir);
        var copy = folder.Named(StoreEntry);
        await SqliteBackup.CopyAsync(store, copy, cancellationToken).ConfigureAwait(false);
        var partial = path + ".partial";
        try
        {
            await using (var file = new FileStream(partial, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                await WriteAsync(file, copy, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Puts the archive's cluster in the place of this one, whose server must not run. Revisions jump ahead, so that clients list anew.</summary>
    /// <exception cref="FaultException">It is no backup, or damaged; nothing was changed then.</exception>
    public async Task RestoreAsync(string path, CancellationToken cancellationToken)
    {
        CheckEmbedded();
        using var only = ServerLock.Take(options);
        using var folder = new ScratchFolder(options.DataDir);
        await UnpackAsync(path, folder, cancellationToken).ConfigureAwait(false);
        var store = StoreOpener.FileOf(options);
        Directory.CreateDirectory(Path.GetDirectoryName(store)!, OwnerOnly | UnixFileMode.UserExecute);
        try
        {
            await SqliteBackup.RestoreAsync(folder.Named(StoreEntry), store, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreDamagedException e)
        {
            throw new FaultException("BACKUP-DAMAGED", $"{path}: {e.Message}", "take another backup; nothing was changed", e);
        }

        foreach (var file in Directory.EnumerateFiles(folder.Named(PkiFolder)))
            SecureFile.WriteAllText(Path.Combine(options.PkiDir, Path.GetFileName(file)), await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false));
    }

    private void CheckEmbedded()
    {
        if (options.EtcdServers.Count > 0)
            throw new FaultException("STORE", "the cluster's state is in etcd", "back it up there: etcdctl snapshot save FILE");
    }

    private async Task WriteAsync(Stream target, string store, CancellationToken cancellationToken)
    {
        await using var archive = new TarWriter(target, leaveOpen: true);
        await archive.WriteEntryAsync(store, StoreEntry, cancellationToken).ConfigureAwait(false);
        foreach (var file in Directory.EnumerateFiles(options.PkiDir).Order(StringComparer.Ordinal))
            await archive.WriteEntryAsync(file, PkiFolder + Path.GetFileName(file), cancellationToken).ConfigureAwait(false);
    }

    private static async Task UnpackAsync(string path, ScratchFolder folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder.Named(PkiFolder));
        try
        {
            await using var file = File.OpenRead(path);
            await using var archive = new TarReader(file);
            while (await archive.GetNextEntryAsync(cancellationToken: cancellationToken).ConfigureAwait(false) is { } entry)
            {
                // Only names we have written ourselves: nothing in an archive chooses where it goes.
                var name = Path.GetFileName(entry.Name);
                if (entry.Name == StoreEntry || entry.Name == PkiFolder + name)
                    await entry.ExtractToFileAsync(folder.Named(entry.Name), overwrite: true, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new FaultException("BACKUP", $"{path}: {e.Message}", "name a file that 'tiphys backup' has written", e);
        }

        if (!File.Exists(folder.Named(StoreEntry)))
            throw new FaultException("BACKUP", $"{path} holds no cluster", "name a file that 'tiphys backup' has written");
    }
}
