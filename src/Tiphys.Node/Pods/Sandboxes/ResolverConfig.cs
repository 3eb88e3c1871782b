namespace Tiphys.Node.Pods.Sandboxes;

/// <summary>A resolv.conf (man 5 resolv.conf).</summary>
internal sealed record ResolverConfig(IReadOnlyList<string> Servers, IReadOnlyList<string> Searches, IReadOnlyList<string> Options)
{
    /// <summary>systemd-resolved's own file names the real servers where /etc/resolv.conf only names its stub on loopback.</summary>
    private static readonly string[] Candidates = ["/etc/resolv.conf", "/run/systemd/resolve/resolv.conf"];

    /// <summary>The host's configuration; empty if it has none.</summary>
    public static ResolverConfig ReadHost()
    {
        var found = Candidates.Where(File.Exists).Select(path => Parse(File.ReadLines(path))).ToArray();
        return found.FirstOrDefault(config => !config.Servers.Contains("127.0.0.53")) ?? found.FirstOrDefault() ?? new ResolverConfig([], [], []);
    }

    public static ResolverConfig Parse(IEnumerable<string> lines)
    {
        List<string> servers = [], searches = [], options = [];
        foreach (var line in lines)
        {
            var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || words[0][0] is '#' or ';')
                continue;
            switch (words[0])
            {
                case "nameserver":
                    servers.Add(words[1]);
                    break;
                case "search" or "domain":
                    // The last one counts.
                    searches = [.. words.Skip(1).Where(word => word != ".").Select(word => word.TrimEnd('.'))];
                    break;
                case "options":
                    options.AddRange(words.Skip(1));
                    break;
            }
        }

        return new ResolverConfig(servers, searches, options);
    }
}
