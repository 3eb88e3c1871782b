using System.CommandLine;
using Tiphys.Cli.Output;
using Tiphys.Host.Configuration;
using Tiphys.Host.Lifecycle;
using Tiphys.Host.Server.Store;

namespace Tiphys.Host.Commands;

/// <summary><c>tiphys backup FILE</c> and <c>tiphys restore FILE</c>.</summary>
internal static class BackupVerb
{
    private static readonly Setting[] Settings = [SettingTable.Name, SettingTable.Config, SettingTable.DataDir, SettingTable.RuntimeDir];

    public static Command CreateBackup() => Verb(
        "backup",
        "write the cluster's state, certificates and keys to a file, while it runs",
        async (backup, file, token) =>
        {
            await backup.SaveAsync(file, token).ConfigureAwait(false);
            return $"{file}, {new FileInfo(file).Length >> 10} KiB";
        });

    public static Command CreateRestore() => Verb(
        "restore",
        "put a backup in the place of the cluster's state; the cluster must be down",
        async (backup, file, token) =>
        {
            await backup.RestoreAsync(file, token).ConfigureAwait(false);
            return "next: tiphys up";
        });

    private static Command Verb(string name, string description, Func<ClusterBackup, string, CancellationToken, Task<string>> run)
    {
        var path = new Argument<string>("file") { Description = "the backup" };
        var command = new Command(name, description) { path };
        SettingOptions.AddTo(command, Settings);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            Requirements.CheckRoot();
            var report = StepReporter.ForConsole(parsed.GetValue(SettingOptions.Output), TimeProvider.System);
            var backup = new ClusterBackup(SettingOptions.Read(parsed));
            await report.RunAsync(name, () => run(backup, Path.GetFullPath(parsed.GetValue(path)!), cancellationToken)).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
