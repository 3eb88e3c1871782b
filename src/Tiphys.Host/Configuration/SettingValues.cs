using Tiphys.Api.Documents;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Configuration;

/// <summary>The settings as somebody gave them: flags before environment before configuration file before defaults.</summary>
public sealed class SettingValues
{
    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> _flags;
    private readonly Func<string, string?> _environment;
    private readonly DocObject _file;

    /// <param name="flags">What the command line named, by setting name.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    /// <param name="file">The configuration file's document; empty if there is none.</param>
    /// <exception cref="FaultException">The file has a key that is no setting.</exception>
    public SettingValues(IReadOnlyDictionary<string, IReadOnlyList<string>> flags, Func<string, string?> environment, DocObject file)
    {
        _flags = flags;
        _environment = environment;
        _file = file;
        foreach (var key in file.Names)
        {
            if (SettingTable.All.All(setting => setting.Name != key && setting.Alias != key))
                throw new FaultException("CONFIG-KEY", $"the configuration file has the unknown key \"{key}\"", "run 'tiphys server --help' for the settings there are") { IsUsage = true };
        }
    }

    /// <summary>All values of a list setting, empty ones left out; the one value of another setting.</summary>
    public IReadOnlyList<string> List(Setting setting)
    {
        if (_flags.TryGetValue(setting.Name, out var given) && given.Count > 0)
            return setting.IsList ? [.. given.SelectMany(Split)] : [given[^1]];
        if (_environment(setting.EnvironmentName) is { Length: > 0 } variable)
            return setting.IsList ? [.. Split(variable)] : [variable];
        return FromFile(setting) ?? (setting.Default is { Length: > 0 } text ? [.. setting.IsList ? Split(text) : [text]] : []);
    }

    /// <summary>The value, or the default; null if there is neither.</summary>
    public string? Get(Setting setting) => List(setting) is [var value, ..] ? value : setting.Default;

    private List<string>? FromFile(Setting setting) => (_file[setting.Name] ?? (setting.Alias is { } alias ? _file[alias] : null)) switch
    {
        null => null,
        DocArray array => [.. array.Select(Scalar)],
        { } node => setting.IsList ? [.. Split(Scalar(node))] : [Scalar(node)],
    };

    private static string Scalar(DocNode node) => node is DocString text ? text.Value : node.ToString();

    private static IEnumerable<string> Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
