using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tiphys.Network.Tests.Lab;

/// <summary>A network namespace of the test's own; gone, with everything in it, when disposed.</summary>
public sealed partial class NetworkNamespace : IDisposable
{
    private static int _count;

    public NetworkNamespace(string role)
    {
        Name = $"tt-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}-{role}";
        Host("ip", "netns", "add", Name);
        Run("ip", "link", "set", "lo", "up");
    }

    public string Name { get; }

    /// <summary>Words that put a command into this namespace.</summary>
    public IReadOnlyList<string> Prefix => ["ip", "netns", "exec", Name];

    public static string Host(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd(), errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{string.Join(' ', words)}: {errors}");
        return output;
    }

    public string Run(params string[] words) => Host([.. Prefix, .. words]);

    public void Set(string setting, string value) => Run("sh", "-c", $"echo {value} > /proc/sys/{setting}");

    /// <summary>Runs a function on a thread that has entered the namespace: sockets it makes live there for good.</summary>
    public T Inside<T>(Func<T> function)
    {
        T result = default!;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var handle = File.OpenHandle($"/var/run/netns/{Name}");
                const int networkNamespace = 0x40000000;
                if (EnterNamespace((int)handle.DangerousGetHandle(), networkNamespace) != 0)
                    throw new InvalidOperationException($"setns failed with {Marshal.GetLastPInvokeError()}");
                result = function();
            }
            catch (Exception e)
            {
                failure = e;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result : throw new InvalidOperationException($"in {Name}: {failure.Message}", failure);
    }

    public void Dispose() => Host("ip", "netns", "del", Name);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int EnterNamespace(int handle, int kind);
}
