using Tiphys.ApiServer.Encryption;
using Tiphys.Host.Configuration;
using Tiphys.Primitives.Faults;
using Tiphys.Storage;
using Tiphys.Storage.Encryption;
using Tiphys.Storage.Etcd;
using Tiphys.Storage.Sqlite;
using static Tiphys.Host.Configuration.ApiServerSettings;

namespace Tiphys.Host.Server.Store;

/// <summary>Opens the store a cluster keeps its state in: the embedded one or etcd, in plain or encrypted.</summary>
internal sealed class StoreOpener(ClusterOptions options, TimeProvider time)
{
    /// <summary>Stands in the store while values may lie encrypted, so that a start that has forgotten the keys is refused instead of misreading them.</summary>
    private static readonly StoreKey EncryptedMark = new("/tiphys/encrypted");

    /// <summary>The embedded store's file.</summary>
    public static string FileOf(ClusterOptions options) => Path.Combine(options.DataDir, "store", "state.db");

    /// <exception cref="FaultException">It cannot be opened.</exception>
    public async Task<OpenedStore> OpenAsync(CancellationToken cancellationToken)
    {
        var plan = options.Server.File(EncryptionConfig, path => new EncryptionFile(EncryptionConfiguration.Parse(File.ReadAllBytes(path))))?.Plan;
        var store = options.EtcdServers.Count > 0 ? await OpenEtcdAsync().ConfigureAwait(false) : await OpenFileAsync().ConfigureAwait(false);
        try
        {
            var mark = await store.GetAsync(EncryptedMark, cancellationToken).ConfigureAwait(false);
            if (plan is null)
                return mark is null ? new(store, []) : throw new FaultException("ENCRYPTED", "the store holds encrypted values and no keys are configured", $"name the keys with --{EncryptionConfig.Name}");
            if (mark is null)
                _ = await store.CommitAsync([new(EncryptedMark, new byte[] { (byte)'1' }, 0)], cancellationToken).ConfigureAwait(false);
            var encrypted = new EncryptedStore(store, plan);
            return new(encrypted, [token => RewriteAsync(encrypted, store, plan, token)]);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Brings what lies in the store into the form the configuration wants.</summary>
    private static async Task RewriteAsync(EncryptedStore encrypted, IRevisionedStore store, EncryptionPlan plan, CancellationToken cancellationToken)
    {
        var written = await encrypted.RewriteAsync(cancellationToken).ConfigureAwait(false);
        if (written > 0 && store is SqliteStore file)
            await file.EmptyLogAsync(cancellationToken).ConfigureAwait(false);
        if (!plan.Encrypts && await store.GetAsync(EncryptedMark, cancellationToken).ConfigureAwait(false) is { } mark)
            _ = await store.CommitAsync([new(EncryptedMark, null, mark.ModRevision)], cancellationToken).ConfigureAwait(false);
    }

    private async Task<IRevisionedStore> OpenEtcdAsync()
    {
        try
        {
            return await EtcdStore.OpenAsync(new EtcdStoreOptions
            {
                Endpoints = [.. options.EtcdServers.Select(server => new Uri(server))],
                AuthorityFile = options.Server.ReadablePath(EtcdCaFile),
                CertificateFile = options.Server.ReadablePath(EtcdCertFile),
                KeyFile = options.Server.ReadablePath(EtcdKeyFile),
                Time = time,
            }).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw new FaultException("STORE", e.Message, $"see that etcd answers at {string.Join(", ", options.EtcdServers)} and run this again", e);
        }
    }

    private async Task<IRevisionedStore> OpenFileAsync()
    {
        var path = FileOf(options);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            return await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path, Time = time }).ConfigureAwait(false);
        }
        catch (StoreDamagedException e)
        {
            throw new FaultException("STORE-DAMAGED", e.Message, "put a backup in its place with 'tiphys restore FILE'; nothing was changed", e);
        }
        catch (StoreUnavailableException e) when (e.Failure == StoreFailure.DiskFull)
        {
            throw new FaultException("DISK-FULL", $"{path}: {e.Message}", "free some room and run this again", e);
        }
        catch (StoreUnavailableException e)
        {
            throw new FaultException("STORE", $"{path}: {e.Message}", "mend what the message names and run this again", e);
        }
    }

    private sealed record EncryptionFile(EncryptionPlan? Plan);
}
