using System.CommandLine;
using Tiphys.Cli.Output;
using Tiphys.Host.Configuration;
using Tiphys.Host.Lifecycle;

namespace Tiphys.Host.Commands;

/// <summary><c>tiphys status</c>: exit code 0 if the cluster is running and ready, 1 if not.</summary>
internal static class StatusVerb
{
    public static Command Create()
    {
        var command = new Command("status", "say whether the cluster runs, and where");
        SettingOptions.AddTo(command, SettingTable.All);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var status = await ClusterStatus.ReadAsync(SettingOptions.Read(parsed), cancellationToken).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(parsed.GetValue(SettingOptions.Output) == OutputFormat.Json ? status.ToDocument().ToString() : status.ToText()).ConfigureAwait(false);
            return status.IsReady ? 0 : 1;
        });
        return command;
    }
}
