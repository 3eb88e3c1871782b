using System.Globalization;
using System.Security.Cryptography;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.CustomResources;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Configuration;

/// <summary>The settings a server is put together from, typed; a wrong one ends the start with an error that names the setting, and the file if it is one.</summary>
public sealed class ServerSettings(SettingValues values)
{
    /// <summary>What relative paths start from: where the settings were given, wherever the server goes on from there.</summary>
    private readonly string _directory = Environment.CurrentDirectory;

    /// <summary>Null if nothing is said.</summary>
    public string? Text(Setting setting) => values.Get(setting) is { Length: > 0 } text ? text : null;

    public IReadOnlyList<string> List(Setting setting) => values.List(setting);

    /// <summary>Every setting with the value it has, as /flagz shows them; lists in brackets. None of them is a secret: those lie in files.</summary>
    public IReadOnlyDictionary<string, string> Shown() => SettingTable.All.ToDictionary(
        setting => setting.Name, setting => setting.IsList ? $"[{string.Join(',', List(setting))}]" : Text(setting) ?? "");

    /// <summary>A whole number, 0 or more.</summary>
    public int Number(Setting setting) =>
        int.TryParse(Text(setting), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(setting, $"\"{Text(setting)}\" is no whole number");

    /// <summary>Null if nothing is said.</summary>
    public bool? Flag(Setting setting) => Text(setting) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var other => throw Wrong(setting, $"\"{other}\" is neither true nor false"),
    };

    public TimeSpan Duration(Setting setting) =>
        GoDuration.TryParse(Text(setting) ?? "", out var duration) && duration >= TimeSpan.Zero ? duration : throw Wrong(setting, $"\"{Text(setting)}\" is no duration such as 30s or 24h");

    /// <summary>The full path; null if nothing is said.</summary>
    public string? Path(Setting setting) => Text(setting) is { } path ? System.IO.Path.GetFullPath(path, _directory) : null;

    /// <summary>The full path of a file that is there and can be read; null if nothing is said.</summary>
    public string? ReadablePath(Setting setting) => File(setting, path =>
    {
        System.IO.File.OpenRead(path).Dispose();
        return path;
    });

    /// <summary>What the file says that the setting names; null if it names none.</summary>
    /// <param name="read">Is given the full path.</param>
    public T? File<T>(Setting setting, Func<string, T> read)
        where T : class => Text(setting) is { } path ? ReadFile(setting, path, read) : null;

    /// <summary>What each of the files says that the setting names.</summary>
    public IReadOnlyList<T> Files<T>(Setting setting, Func<string, T> read) => [.. List(setting).Select(path => ReadFile(setting, path, read))];

    public static FaultException Wrong(Setting setting, string why, Exception? inner = null) =>
        new("SETTINGS", $"{setting.Name}: {why}", "correct the setting or the file it names; 'tiphys server --help' lists the settings", inner) { IsUsage = true };

    private T ReadFile<T>(Setting setting, string path, Func<string, T> read)
    {
        try
        {
            return read(System.IO.Path.GetFullPath(path, _directory));
        }
        catch (Exception e) when (e is FormatException or DocFormatException or IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Wrong(setting, e.Message.Contains(path, StringComparison.Ordinal) ? e.Message : $"{path}: {e.Message}", e);
        }
    }
}
