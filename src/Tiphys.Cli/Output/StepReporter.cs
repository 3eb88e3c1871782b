using System.Globalization;
using Tiphys.Api.Documents;
using Tiphys.Primitives.Faults;

namespace Tiphys.Cli.Output;

/// <summary>
/// Prints a step per line with a tick and its time: a spinner while it runs on a terminal, plain lines elsewhere, JSON lines when
/// asked. Honours NO_COLOR.
/// </summary>
public sealed class StepReporter(TextWriter output, OutputFormat format, bool isTerminal, bool useColor, TimeProvider time)
{
    private static readonly TimeSpan SpinnerInterval = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Frames = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

    /// <summary>A reporter for this process's standard output.</summary>
    public static StepReporter ForConsole(OutputFormat format, TimeProvider time)
    {
        var terminal = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb");
        var color = terminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        return new(Console.Out, format, terminal, color, time);
    }

    /// <summary>Runs one step; prints it when it has ended, with what it says of itself behind it.</summary>
    /// <param name="title">What is being done, a few words.</param>
    /// <param name="step">The work; returns a remark, or an empty text.</param>
    public async Task RunAsync(string title, Func<Task<string>> step)
    {
        var started = time.GetTimestamp();
        using var stop = new CancellationTokenSource();
        var spinner = format == OutputFormat.Text && isTerminal ? SpinAsync(title, stop.Token) : Task.CompletedTask;
        string remark;
        try
        {
            remark = await step().ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await spinner.ConfigureAwait(false);
            Finish(title, "", time.GetElapsedTime(started), succeeded: false);
            throw;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await spinner.ConfigureAwait(false);
        Finish(title, remark, time.GetElapsedTime(started), succeeded: true);
    }

    /// <summary>A line that is no step: addresses, the next command.</summary>
    public void Say(string key, string text)
    {
        if (format == OutputFormat.Json)
            WriteJson(new DocObject { { key, text } });
        else
            output.WriteLine(text);
    }

    /// <summary>The error that ended the verb, with its fix.</summary>
    public void Fail(FaultException fault)
    {
        if (format == OutputFormat.Json)
        {
            WriteJson(new DocObject { { "error", fault.Code }, { "cause", fault.Cause }, { "fix", fault.Fix } });
            return;
        }

        output.WriteLine($"{Paint("error", 31)} {fault.Code}: {fault.Cause}");
        output.WriteLine($"  fix: {fault.Fix}");
    }

    private void Finish(string title, string remark, TimeSpan took, bool succeeded)
    {
        if (format == OutputFormat.Json)
        {
            var line = new DocObject { { "step", title }, { "ok", succeeded }, { "milliseconds", (long)took.TotalMilliseconds } };
            if (remark.Length > 0)
                line["remark"] = remark;
            WriteJson(line);
            return;
        }

        var mark = succeeded ? Paint("✓", 32) : Paint("✗", 31);
        var seconds = took.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
        var tail = remark.Length > 0 ? $"  {remark}" : "";
        output.WriteLine($"{(isTerminal ? "\r\u001b[K" : "")}{mark} {title,-28} {seconds,7} s{tail}");
    }

    private async Task SpinAsync(string title, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            output.Write($"\r{Frames[i % Frames.Length]} {title}");
            await Task.Delay(SpinnerInterval, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private string Paint(string text, int color) => useColor ? $"\u001b[{color}m{text}\u001b[0m" : text;

    private void WriteJson(DocObject line) => output.WriteLine(line.ToString());
}
