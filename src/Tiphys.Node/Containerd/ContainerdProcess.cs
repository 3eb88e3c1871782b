using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tiphys.Node.Containerd;

/// <summary>
/// The containerd process that belongs to one configuration file. It is found by its command line, so that one started by a former Tiphys is
/// known again, and it runs in a session of its own, so that neither our end nor a Ctrl-C in our terminal reaches it.
/// </summary>
public static class ContainerdProcess
{
    /// <summary>The process id of the running instance; null if there is none.</summary>
    public static int? Find(string configFile)
    {
        var wanted = $"\0--config\0{configFile}\0";
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory.AsSpan()), out var id))
                continue;
            try
            {
                var line = File.ReadAllText($"{directory}/cmdline");
                // Whatever the program is called: the shell that is about to become containerd counts, or nobody would end what it starts.
                if (line.Contains(wanted, StringComparison.Ordinal))
                    return id;
            }
            catch (IOException)
            {
                // The process ended while we looked.
            }
        }

        return null;
    }

    /// <summary>Starts containerd; its output goes to the end of the log file.</summary>
    public static void Start(string program, string configFile, string logFile)
    {
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        // The redirections need a shell; the paths are arguments of it, never part of its text.
        foreach (var argument in (string[])["-c", "log=$1; shift; exec setsid \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", logFile, program, "--config", configFile])
            start.ArgumentList.Add(argument);
        Process.Start(start)?.Dispose();
    }

    public static void Terminate(int processId) => Kill(processId, 15);

    public static void Kill(int processId) => Kill(processId, 9);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int processId, int signal);
}
