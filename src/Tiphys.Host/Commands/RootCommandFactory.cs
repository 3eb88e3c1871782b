using System.CommandLine;
using System.CommandLine.Help;
using Tiphys.Cli.Output;
using Tiphys.Host.Lifecycle;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Commands;

/// <summary>The command line: every verb of <c>tiphys</c>, and how errors become exit codes (0 done, 1 failed, 2 wrong usage).</summary>
public static class RootCommandFactory
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = Create();
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync($"error USAGE: {error.Message}").ConfigureAwait(false);
            await Console.Error.WriteLineAsync("  fix: run 'tiphys --help', or 'tiphys VERB --help'").ConfigureAwait(false);
            return 2;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (FaultException fault)
        {
            StepReporter.ForConsole(parsed.GetValue(SettingOptions.Output), TimeProvider.System).Fail(fault);
            return fault.IsUsage ? 2 : 1;
        }
        catch (OperationCanceledException)
        {
            return 1;
        }
        catch (Exception e)
        {
            StepReporter.ForConsole(parsed.GetValue(SettingOptions.Output), TimeProvider.System).Fail(FileFault.Of(e) ?? Unexpected(e));
            return 1;
        }
    }

    /// <summary>A defect of ours: the user still gets one line to act on, and the trace only when he asks for it.</summary>
    private static FaultException Unexpected(Exception e)
    {
        var details = Environment.GetEnvironmentVariable("TIPHYS_TRACE") is { Length: > 0 } ? e.ToString() : $"{e.GetType().Name}: {e.Message}";
        return new("UNEXPECTED", details, "set TIPHYS_TRACE=1, run it again and report what it prints");
    }

    public static RootCommand Create()
    {
        var root = new RootCommand("Tiphys: a complete Kubernetes in one program");
        root.Options.Add(SettingOptions.Output);
        root.Subcommands.Add(UpVerb.Create());
        root.Subcommands.Add(DownVerb.Create());
        root.Subcommands.Add(StatusVerb.Create());
        root.Subcommands.Add(ServerVerb.Create());
        root.Subcommands.Add(ImageVerb.Create());
        root.Subcommands.Add(BackupVerb.CreateBackup());
        root.Subcommands.Add(BackupVerb.CreateRestore());
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Action = new SettingHelp((HelpAction)help.Action!);
        return root;
    }
}
