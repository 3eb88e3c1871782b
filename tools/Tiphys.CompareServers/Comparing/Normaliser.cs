using System.Text.RegularExpressions;
using Tiphys.Api.Documents;

namespace Tiphys.CompareServers.Comparing;

/// <summary>Takes out of an answer what differs between two servers by right: identities, times of now, revisions, chosen addresses.</summary>
internal static partial class Normaliser
{
    private static readonly string[] Chosen = ["uid", "resourceVersion", "clusterIP", "clusterIPs", "nodePort", "healthCheckNodePort"];

    public static DocNode Object(DocNode node) => Clean("", node);

    public static string Text(string text)
    {
        text = Suffix().Replace(Uid().Replace(text, "<uid>"), "$1-<suffix>");
        return GoType().Replace(Revision().Replace(Time().Replace(text, "<time>"), "$1<revision>"), "of type <type>");
    }

    private static DocNode Clean(string name, DocNode node) => node switch
    {
        _ when Chosen.Contains(name) && node is not DocNull => "<chosen>",
        DocObject members => Members(members),
        DocArray items => new DocArray(items.Select(item => Clean("", item))),
        DocString text => Text(text.Value),
        _ => node,
    };

    private static DocObject Members(DocObject members)
    {
        var clean = new DocObject();
        foreach (var (name, value) in members)
        {
            // The names of projected token volumes are random.
            clean[Suffix().Replace(name, "$1-<suffix>")] = Clean(name, value);
        }

        return clean;
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex("(kube-api-access|generated)-[a-z0-9]{5}(?=$|[^a-z0-9])")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"20(2[5-9]|[3-9]\d)-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex Time();

    [GeneratedRegex(@"((?:resourceVersion|revision|version)"":? ?"")\d+")]
    private static partial Regex Revision();

    // A peer written in Go names the types it decodes into.
    [GeneratedRegex(@"(?<=unmarshal .*)of type \S+")]
    private static partial Regex GoType();
}
