using System.Text.RegularExpressions;
using Tiphys.Api.Documents;
using Tiphys.CompareServers.Comparing;
using Tiphys.CompareServers.Connection;

namespace Tiphys.CompareServers.Runs;

/// <summary>
/// Sends the requests of a file in order. A line is <c>METHOD PATH [CONTENT-TYPE BODY]</c>; empty lines and those that begin with # are passed
/// over. <c>${metadata.uid}</c> stands for that field of the same server's last answer that had it.
/// </summary>
internal sealed partial class ScriptRun(ServerPair pair, Report report)
{
    private readonly List<DocObject> _ours = [];
    private readonly List<DocObject> _theirs = [];

    public async Task RunAsync(string file)
    {
        foreach (var line in File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var (left, right) = await pair.SendAsync(Parse(Fill(line, _ours)), Parse(Fill(line, _theirs)));
            var difference = AnswerComparison.Find(left, right);
            Console.WriteLine($"{(difference is null ? "same   " : "DIFFERS")} {left.Code} {right.Code} {(line.Length > 200 ? line[..200] + "..." : line)}");
            report.Add(Path.GetFileName(file), line, line, difference);
            Remember(_ours, left);
            Remember(_theirs, right);
        }
    }

    private static Request Parse(string line)
    {
        var parts = line.Split(' ', 4);
        return new(parts[0], parts[1], parts.ElementAtOrDefault(2) ?? "", parts.ElementAtOrDefault(3) ?? "");
    }

    private static void Remember(List<DocObject> answers, Answer answer)
    {
        if (answer.Body is { } body)
            answers.Insert(0, body);
    }

    private static string Fill(string line, List<DocObject> answers) => Variable().Replace(line, match =>
    {
        var path = match.Groups[1].Value.Split('.');
        var value = answers.Select(answer => answer.GetPath(path)).FirstOrDefault(found => found is not null);
        return value is DocString text ? text.Value : value?.ToString() ?? "";
    });

    [GeneratedRegex(@"\$\{([\w.]+)\}")]
    private static partial Regex Variable();
}
