using System.Text.RegularExpressions;
using Tiphys.Api.Documents;
using Tiphys.CompareServers.Connection;

namespace Tiphys.CompareServers.Comparing;

/// <summary>Compares two answers to the same request.</summary>
internal static partial class AnswerComparison
{
    /// <summary>The gravest difference; null for none.</summary>
    public static Difference? Find(Answer ours, Answer theirs)
    {
        if (ours.Code != theirs.Code)
            return new(Nature.Code, $"{ours.Code} here, {theirs.Code} there", Brief(ours), Brief(theirs));
        if (ours.Body is not { } left || theirs.Body is not { } right)
            return ours.Text == theirs.Text ? null : new(Nature.Object, "no object", ours.Text, theirs.Text);
        return (left.GetString("kind") == "Status" && right.GetString("kind") == "Status" ? Statuses(left, right) : Objects(left, right)) ?? Warnings(ours, theirs);
    }

    private static Difference? Statuses(DocObject ours, DocObject theirs)
    {
        if (Facts(ours) is var left && Facts(theirs) is var right && left != right)
            return new(Nature.Reason, $"{left} here, {right} there", Message(ours), Message(theirs));
        var (here, there) = (Causes(ours), Causes(theirs));
        if (!here.SequenceEqual(there))
        {
            var signature = string.Join(' ', here.Except(there).Select(cause => $"extra {Plain(cause)}").Concat(there.Except(here).Select(cause => $"missing {Plain(cause)}")));
            return new(Nature.Cause, signature.Length == 0 ? "number of causes" : signature, Message(ours), Message(theirs));
        }

        return Message(ours) == Message(theirs) ? null : new(Nature.Wording, string.Join(' ', here.Select(Plain)), Message(ours), Message(theirs));
    }

    private static Difference? Objects(DocObject ours, DocObject theirs)
    {
        var found = ObjectDifference.Find(Normaliser.Object(ours), Normaliser.Object(theirs));
        return found.Count == 0 ? null : new(Nature.Object, string.Join(' ', found.Select(place => place.Path).Distinct()),
            string.Join(' ', found.Select(place => place.Ours)), string.Join(' ', found.Select(place => place.Theirs)));
    }

    private static Difference? Warnings(Answer ours, Answer theirs)
    {
        var (left, right) = (string.Join('\n', ours.Warnings), string.Join('\n', theirs.Warnings));
        return left == right ? null : new(Nature.Warning, $"{ours.Warnings.Count} here, {theirs.Warnings.Count} there", left, right);
    }

    private static string Facts(DocObject status)
    {
        var details = status.GetObject("details");
        return $"{status.GetString("reason")} {details?.GetString("group")}/{details?.GetString("kind")}/{details?.GetString("name")}";
    }

    private static List<string> Causes(DocObject status) =>
        [.. (status.GetPath("details", "causes") as DocArray ?? []).Objects().Select(cause => $"{cause.GetString("field")}:{cause.GetString("reason")}").Order(StringComparer.Ordinal)];

    private static string Message(DocObject status) => Normaliser.Text(status.GetString("message") ?? "");

    private static string Plain(string cause) => Index().Replace(cause, "[]");

    private static string Brief(Answer answer) => answer.IsError && answer.Body is { } status ? Message(status) : $"{answer.Code}";

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Index();
}
