using System.CommandLine;
using System.Globalization;
using Tiphys.Cli.Manifests;
using Tiphys.Cli.Output;
using Tiphys.Host.Configuration;
using Tiphys.Host.Lifecycle;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Commands;

/// <summary><c>tiphys up [FILE|DIR ...]</c>.</summary>
internal static class UpVerb
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("paths") { Arity = ArgumentArity.ZeroOrMore, Description = "manifests to apply: files, or folders of *.yaml" };
        var wait = new Option<string>("--wait") { Description = "how long to wait for each part, such as 90s or 5m", DefaultValueFactory = _ => "5m" };
        var command = new Command("up", "start a one-node cluster in the background and apply manifests") { paths, wait };
        command.Aliases.Add("start");
        SettingOptions.AddTo(command, SettingTable.All);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = SettingOptions.Read(parsed);
            var report = StepReporter.ForConsole(parsed.GetValue(SettingOptions.Output), TimeProvider.System);
            await RunAsync(options, SettingOptions.Given(parsed), parsed.GetValue(paths) ?? [], Duration(parsed.GetValue(wait)!), report, cancellationToken).ConfigureAwait(false);
            return 0;
        });
        return command;
    }

    private static async Task RunAsync(ClusterOptions options, IReadOnlyList<string> given, string[] paths, TimeSpan patience, StepReporter report, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        // A manifest that does not parse is said before anything is started.
        var manifests = ManifestReader.Read(paths);
        var starter = new ClusterStarter(options, given, report, time, patience);
        await starter.StartAsync(cancellationToken).ConfigureAwait(false);
        await ExampleImages.LoadAsync(options, paths, report, cancellationToken).ConfigureAwait(false);
        if (manifests.Count > 0)
        {
            var rollout = new ManifestRollout(starter.Client, report, time, patience);
            await rollout.RunAsync(manifests, cancellationToken).ConfigureAwait(false);
            foreach (var address in await rollout.AddressesAsync(manifests, cancellationToken).ConfigureAwait(false))
                report.Say("address", address);
        }

        report.Say("next", KubectlHint.Next(options));
    }

    private static TimeSpan Duration(string text)
    {
        var unit = text.Length > 0 ? text[^1] : ' ';
        var scale = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        if (scale > 0 && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number > 0)
            return TimeSpan.FromSeconds(number * scale);
        throw new FaultException("USAGE", $"--wait: \"{text}\" is not a duration", "write 90s, 5m or 1h") { IsUsage = true };
    }
}
