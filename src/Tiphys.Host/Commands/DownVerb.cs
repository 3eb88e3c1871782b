using System.CommandLine;
using Tiphys.Cli.Output;
using Tiphys.Host.Configuration;
using Tiphys.Host.Lifecycle;

namespace Tiphys.Host.Commands;

/// <summary><c>tiphys down [--purge]</c>.</summary>
internal static class DownVerb
{
    public static Command Create()
    {
        var purge = new Option<bool>("--purge") { Description = "remove everything the cluster made: data, mounts, network devices, packet rules, cgroups, kubeconfig entries" };
        var command = new Command("down", "stop the cluster and its containers; data stays") { purge };
        command.Aliases.Add("stop");
        SettingOptions.AddTo(command, [SettingTable.Name, SettingTable.Config, SettingTable.DataDir, SettingTable.RuntimeDir]);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var report = StepReporter.ForConsole(parsed.GetValue(SettingOptions.Output), TimeProvider.System);
            var stopper = new ClusterStopper(SettingOptions.Read(parsed), report, TimeProvider.System);
            await (parsed.GetValue(purge) ? stopper.PurgeAsync(cancellationToken) : stopper.StopAsync(cancellationToken)).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
