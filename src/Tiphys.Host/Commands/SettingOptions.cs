using System.CommandLine;
using Tiphys.Api.Documents;
using Tiphys.Cli.Output;
using Tiphys.Host.Configuration;

namespace Tiphys.Host.Commands;

/// <summary>The flags that stand for <see cref="SettingTable"/>, and reading them together with environment and file.</summary>
internal static class SettingOptions
{
    private const string DefaultFile = "/etc/tiphys/config.yaml";

    /// <summary><c>-o json</c>.</summary>
    public static readonly Option<OutputFormat> Output = new("--output", "-o") { Description = "text or json", Recursive = true };

    private static readonly IReadOnlyDictionary<Setting, Option<string[]>> Flags = SettingTable.All.ToDictionary(
        setting => setting,
        setting => new Option<string[]>("--" + setting.Name, [.. setting.Alias is { } alias ? ["--" + alias] : Array.Empty<string>()]) { Description = setting.Help, AllowMultipleArgumentsPerToken = false });

    /// <summary>Gives a verb the flags of the settings it reads.</summary>
    public static void AddTo(Command command, IEnumerable<Setting> settings)
    {
        foreach (var setting in settings)
            command.Options.Add(Flags[setting]);
    }

    /// <summary>The flags of settings among a verb's options.</summary>
    public static IReadOnlyList<Option> Of(Command command) => [.. command.Options.Where(IsSetting)];

    public static bool IsSetting(Option option) => Flags.Values.Contains(option);

    public static ClusterOptions Read(ParseResult parsed)
    {
        var given = SettingTable.All
            .Select(setting => (setting.Name, Values: parsed.GetValue(Flags[setting])))
            .Where(flag => flag.Values is { Length: > 0 })
            .ToDictionary(flag => flag.Name, flag => (IReadOnlyList<string>)flag.Values!);
        var path = given.TryGetValue(SettingTable.Config.Name, out var named) ? named[^1] : Environment.GetEnvironmentVariable(SettingTable.Config.EnvironmentName);
        var file = path is not null || File.Exists(DefaultFile) ? ConfigFile.Read(path ?? DefaultFile) : new DocObject();
        return ClusterOptionsReader.Read(new SettingValues(given, Environment.GetEnvironmentVariable, file));
    }

    /// <summary>The settings the command line named, written out again for a process that is to have the same.</summary>
    public static IReadOnlyList<string> Given(ParseResult parsed) =>
        [.. Flags.SelectMany(flag => (parsed.GetValue(flag.Value) ?? []).SelectMany(value => new[] { flag.Value.Name, value }))];
}
