using Tiphys.Node.Containerd;

namespace Tiphys.Host.Lifecycle;

/// <summary>
/// Processes of a cluster that has been stopped: a containerd that was being started meanwhile, shims nobody got to end (one that was being started when containerd was told to
/// stop has no container that would end it), and whatever runs in the cluster's cgroups. For a cluster that is to go away, when nobody needs them any more.
/// </summary>
internal sealed class LeftoverProcesses(ContainerdPaths containerd, IReadOnlyList<string> cgroups, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Ends them; answers how many there were.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        var ended = new HashSet<int>();
        await new Deadline(Patience, time).WaitAsync(() =>
        {
            var found = Find();
            foreach (var process in found)
            {
                ended.Add(process);
                _ = NativeMethods.Kill(process, NativeMethods.SigKill);
            }

            return Task.FromResult(found.Count == 0);
        }, cancellationToken).ConfigureAwait(false);
        return ended.Count;
    }

    private HashSet<int> Find()
    {
        var found = Shims().ToHashSet();
        if (ContainerdProcess.Find(containerd.ConfigFile) is { } starting)
            found.Add(starting);
        foreach (var folder in cgroups.Where(Directory.Exists))
        {
            foreach (var list in Directory.EnumerateFiles(folder, "cgroup.procs", SearchOption.AllDirectories))
                found.UnionWith(ReadProcesses(list));
        }

        return found;
    }

    /// <summary>A shim names the socket of its containerd on its command line.</summary>
    private IEnumerable<int> Shims()
    {
        var wanted = $"\0-address\0{containerd.Socket}\0";
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory.AsSpan()), out var process)
                && ReadText($"{directory}/cmdline") is var line && line.Contains(wanted, StringComparison.Ordinal) && line.Contains("containerd-shim", StringComparison.Ordinal))
                yield return process;
        }
    }

    private static IEnumerable<int> ReadProcesses(string list) =>
        ReadText(list).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => int.TryParse(line, out var process) ? process : 0).Where(process => process > 0);

    private static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process or its cgroup went while we looked.
            return "";
        }
    }
}
