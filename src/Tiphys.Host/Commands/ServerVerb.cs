using System.CommandLine;
using Tiphys.Host.Configuration;
using Tiphys.Host.Server;

namespace Tiphys.Host.Commands;

/// <summary><c>tiphys server</c>: control plane and node in the foreground.</summary>
internal static class ServerVerb
{
    public static Command Create()
    {
        var detached = new Option<bool>("--detached") { Description = "leave the terminal and log to a file", Hidden = true };
        var command = new Command("server", "run control plane and node in the foreground") { detached };
        SettingOptions.AddTo(command, SettingTable.All);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = SettingOptions.Read(parsed);
            return await ServerRole.RunAsync(options, parsed.GetValue(detached), TimeProvider.System, cancellationToken).ConfigureAwait(false);
        });
        return command;
    }
}
