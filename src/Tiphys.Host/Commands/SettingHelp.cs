using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Tiphys.Host.Configuration;

namespace Tiphys.Host.Commands;

/// <summary><c>--help</c>: for verbs with many settings, those under their headings; for others as it comes.</summary>
internal sealed class SettingHelp(HelpAction ordinary) : SynchronousCommandLineAction
{
    private const int Column = 46;
    private const int Width = 140;

    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        var hasAll = SettingOptions.Of(command).Count > 10;
        if (!hasAll)
            return ordinary.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine($"{command.Description}\n\nUsage: tiphys {command.Name} [settings]{string.Concat(command.Arguments.Select(argument => $" [{argument.Name} ...]"))}");
        foreach (var argument in command.Arguments)
            WriteEntry(output, argument.Name, argument.Description ?? "");
        foreach (var option in command.Options.Where(option => !option.Hidden && !SettingOptions.IsSetting(option)))
            WriteEntry(output, option.Name, option.Description ?? "");
        output.WriteLine("\nEach setting is a flag, a variable TIPHYS_NAME and a key of the configuration file. Lists: repeat the flag, or separate by commas.");
        foreach (var group in SettingTable.Groups)
        {
            output.WriteLine($"\n{group.Title}");
            foreach (var setting in group.Settings)
                WriteEntry(output, $"--{setting.Name}{(setting.IsList ? " ..." : "")}", setting.Help);
        }

        return 0;
    }

    /// <summary>A name and what it means in a column beside it, on as many lines as it takes.</summary>
    private static void WriteEntry(TextWriter output, string name, string text)
    {
        var line = $"  {name}".PadRight(Column);
        foreach (var word in text.Split(' '))
        {
            if (line.Length + word.Length + 1 > Width)
            {
                output.WriteLine(line.TrimEnd());
                line = new string(' ', Column);
            }

            line += word + " ";
        }

        output.WriteLine(line.TrimEnd());
    }
}
