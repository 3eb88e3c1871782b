using System.Text.RegularExpressions;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Configuration;

/// <summary>
/// Which of the built-in versions and resources are served, as <c>--runtime-config</c> of kube-apiserver says it: <c>api/all</c>, <c>api/ga</c>,
/// <c>api/beta</c>, <c>api/alpha</c>, <c>GROUP/VERSION</c> and <c>GROUP/VERSION/RESOURCE</c>, each <c>=true</c> or <c>=false</c>. What is nearer to
/// the resource wins. Without a word about them, stable versions are on and others off.
/// </summary>
public sealed partial class RuntimeConfig
{
    private static readonly (string Key, Func<string, bool> Matches)[] Kinds =
    [
        ("api/all", _ => true), ("api/ga", Stable().IsMatch), ("api/beta", Beta().IsMatch), ("api/alpha", Alpha().IsMatch),
    ];

    private readonly IReadOnlyList<(Func<string, bool> Matches, bool Enabled)> _kinds;
    private readonly Dictionary<string, bool> _exact;

    private RuntimeConfig(IReadOnlyList<(Func<string, bool> Matches, bool Enabled)> kinds, Dictionary<string, bool> exact) => (_kinds, _exact) = (kinds, exact);

    /// <summary>What is served if nothing is said.</summary>
    public static RuntimeConfig Default { get; } = new([], []);

    /// <param name="pairs"><c>key=value</c>; a key alone means true.</param>
    /// <param name="known">All there is.</param>
    /// <exception cref="FormatException">A pair is wrong, or names what does not exist; worded as upstream's.</exception>
    public static RuntimeConfig Parse(IEnumerable<string> pairs, IResourceCatalog known)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var parts = pair.Split('=', 2, StringSplitOptions.TrimEntries);
            given[parts[0]] = parts.Length > 1 ? parts[1] : "";
        }

        if (given.Count == 1 && given.GetValueOrDefault("api/all") == "false")
            throw new FormatException("invalid runtime-config with only api/all=false");
        CheckGroups(given.Keys.Where(key => Kinds.All(kind => kind.Key != key)), known);
        var kinds = Kinds.Where(kind => given.ContainsKey(kind.Key)).Select(kind => (kind.Matches, Kind(kind.Key, given[kind.Key]))).ToArray();
        var exact = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var (key, value) in given.Where(pair => Kinds.All(kind => kind.Key != pair.Key)))
            exact[key] = Exact(key, value, known);
        return new(kinds, exact);
    }

    /// <summary>Those of the resources that are served.</summary>
    public ResourceCatalog Apply(IResourceCatalog known) => new(known.All.Where(IsServed));

    private static void CheckGroups(IEnumerable<string> keys, IResourceCatalog known)
    {
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            var parts = key.Split('/');
            if (parts.Length is not (2 or 3))
                throw new FormatException($"runtime-config invalid key {key}");
            if (known.All.All(info => info.GroupVersion.Group != GroupOf(parts)))
                unknown.Add($"{parts[0]}/{parts[1]}");
        }

        if (unknown.Count > 0)
            throw new FormatException($"unknown api groups {string.Join(',', unknown)}");
    }

    /// <summary>The core group is written <c>api/v1</c>, as its path is.</summary>
    private static string GroupOf(string[] parts) => parts[0] == "api" && Stable().IsMatch(parts[1]) ? "" : parts[0];

    private static bool Kind(string key, string value) => value switch
    {
        "true" => true,
        "false" => false,
        _ => throw new FormatException($"invalid value {key}={value}"),
    };

    private static bool Exact(string key, string value, IResourceCatalog known)
    {
        var parts = key.Split('/');
        var version = new GroupVersion(GroupOf(parts), parts[1]);
        if (known.All.All(info => info.GroupVersion != version))
            throw new FormatException($"group version {version} that has not been registered");
        if (parts.Length == 3 && parts[2].Any(char.IsUpper))
            throw new FormatException($"invalid key {key}: group/version/resource and resource is always lowercase plural, not \"{parts[2]}\"");
        return value switch
        {
            "" or "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
            "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
            _ => throw new FormatException($"invalid value of {key}: {value}, err: strconv.ParseBool: parsing \"{value}\": invalid syntax"),
        };
    }

    private bool IsServed(ResourceInfo info)
    {
        var version = $"{(info.GroupVersion.Group.Length == 0 ? "api" : info.GroupVersion.Group)}/{info.GroupVersion.Version}";
        if (_exact.TryGetValue($"{version}/{info.Resource}", out var enabled) || _exact.TryGetValue(version, out enabled))
            return enabled;
        enabled = Stable().IsMatch(info.GroupVersion.Version);
        foreach (var kind in _kinds.Where(kind => kind.Matches(info.GroupVersion.Version)))
            enabled = kind.Enabled;
        return enabled;
    }

    [GeneratedRegex("^v[0-9]+$")]
    private static partial Regex Stable();

    [GeneratedRegex("^v[0-9]+beta[0-9]+$")]
    private static partial Regex Beta();

    [GeneratedRegex("^v[0-9]+alpha[0-9]+$")]
    private static partial Regex Alpha();
}
