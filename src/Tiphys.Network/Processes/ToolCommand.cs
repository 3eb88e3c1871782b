using System.Diagnostics;

namespace Tiphys.Network.Processes;

/// <summary>Runs a system tool with separate arguments, never through a shell.</summary>
/// <param name="prefix">Words before the tool, such as <c>ip netns exec NAME</c>.</param>
public sealed class ToolCommand(IReadOnlyList<string> prefix)
{
    public ToolCommand()
        : this([])
    {
    }

    /// <returns>The exit code; -1 if the tool is not installed.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        string[] all = [.. prefix, .. words];
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(all[0], all[1..]) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return -1;
        }

        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        await output.ConfigureAwait(false);
        await errors.ConfigureAwait(false);
        return process.ExitCode;
    }
}
