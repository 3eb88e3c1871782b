using System.Diagnostics;
using System.Globalization;
using Tiphys.Host.Configuration;
using Tiphys.Host.Server;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Lifecycle;

/// <summary>The server that runs in the background, known by its pid file: pid and start time, so that a reused pid is not mistaken for it.</summary>
internal sealed class ServerProcess
{
    private readonly long _startTicks;

    private ServerProcess(int pid, long startTicks)
    {
        Pid = pid;
        _startTicks = startTicks;
    }

    public int Pid { get; }

    public bool IsAlive => StartTicks(Pid) == _startTicks;

    /// <summary>The running server of this cluster, or null.</summary>
    public static ServerProcess? Find(ClusterOptions options)
    {
        if (!File.Exists(options.PidFile))
            return null;
        var parts = File.ReadAllText(options.PidFile).Split(' ', StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || !int.TryParse(parts[0], out var pid) || !long.TryParse(parts[1], out var ticks))
            return null;
        var found = new ServerProcess(pid, ticks);
        return found.IsAlive ? found : null;
    }

    /// <summary>The running server of this cluster, were its pid file removed as well; or null. Slower than <see cref="Find"/>.</summary>
    public static ServerProcess? FindAnyway(ClusterOptions options) =>
        Find(options) ?? (ServerLock.FindHolder(options) is { } pid ? new(pid, StartTicks(pid)) : null);

    /// <summary>Starts <c>tiphys server</c> with the same settings, detached from this terminal and this process's life.</summary>
    public static ServerProcess Start(ClusterOptions options, IEnumerable<string> settingArguments)
    {
        StartFault.Forget(options);
        Directory.CreateDirectory(options.RuntimeDir);
        var info = new ProcessStartInfo(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in new[] { "server", "--detached" }.Concat(settingArguments))
            info.ArgumentList.Add(argument);
        using var started = Process.Start(info) ?? throw new FaultException("START", "the server could not be started", "look at the system's log");
        return new(started.Id, StartTicks(started.Id));
    }

    /// <summary>Writes the pid file of the calling process.</summary>
    public static void Register(ClusterOptions options)
    {
        Directory.CreateDirectory(options.RuntimeDir);
        File.WriteAllText(options.PidFile, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {StartTicks(Environment.ProcessId)}"));
    }

    /// <summary>Asks the server to end and waits for it; ends it by force when it does not within the time given.</summary>
    public async Task StopAsync(TimeSpan patience, TimeProvider time)
    {
        if (!IsAlive)
            return;
        _ = NativeMethods.Kill(Pid, NativeMethods.SigTerm);
        var started = time.GetTimestamp();
        while (IsAlive)
        {
            if (time.GetElapsedTime(started) > patience)
                _ = NativeMethods.Kill(Pid, NativeMethods.SigKill);
            await Task.Delay(TimeSpan.FromMilliseconds(20), time).ConfigureAwait(false);
        }
    }

    /// <summary>Field 22 of /proc/PID/stat; -1 for a process that is not there or only waits to be reaped.</summary>
    private static long StartTicks(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? -1 : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            // The process is gone, or went while we read.
            return -1;
        }
    }
}
