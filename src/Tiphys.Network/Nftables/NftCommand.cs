using System.Diagnostics;
using System.Text;

namespace Tiphys.Network.Nftables;

/// <summary>Runs <c>nft</c> with the script on its standard input: no shell, and nothing in the arguments that came from an object.</summary>
/// <param name="prefix">Words before <c>nft</c>, such as <c>ip netns exec NAME</c>; none to work in this process's network.</param>
public sealed class NftCommand(IReadOnlyList<string> prefix) : INftables, IDisposable
{
    private const int ErrorsShown = 600;

    private readonly SemaphoreSlim _one = new(1);

    public NftCommand()
        : this([])
    {
    }

    public Task ApplyAsync(string script, CancellationToken cancellationToken) => RunAsync(["-f", "-"], script, cancellationToken);

    public Task<string> ListAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) => RunAsync(command, "", cancellationToken);

    public uint? Generation() => prefix.Count == 0 ? Nftables.Generation.Read() : null;

    public void Dispose() => _one.Dispose();

    private async Task<string> RunAsync(IReadOnlyList<string> arguments, string input, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            string[] words = [.. prefix, "nft", .. arguments];
            using var process = new Process
            {
                StartInfo = new ProcessStartInfo(words[0], words[1..])
                {
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
                },
            };
            process.Start();
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            await WriteAsync(process, input).ConfigureAwait(false);
            // Not cancelled midway: a transaction that was begun ends within milliseconds, and its outcome is then known.
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            if (process.ExitCode != 0)
                throw new NftablesException(Shorten(await errors.ConfigureAwait(false)));
            return await output.ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    private static async Task WriteAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input).ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // nft gave up before it had read everything; its exit code and its message say why
        }
    }

    private static string Shorten(string text) => text.Length <= ErrorsShown ? text.Trim() : text[..ErrorsShown].Trim() + " ...";
}
