using System.Globalization;
using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Selectors;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>An object while it is printed: short ways to what columns are made of.</summary>
internal readonly struct RowSource(DocObject document, DateTimeOffset now)
{
    public const string None = "<none>";
    public const string Unset = "<unset>";
    private const string Unknown = "<unknown>";

    public DocObject Document => document;

    public string Name => Text("metadata", "name");

    public string Age => Since("metadata", "creationTimestamp");

    public bool IsDeleting => document.GetPath("metadata", "deletionTimestamp") is DocString;

    public DocObject? Spec => document.GetObject("spec");

    public DocObject? Status => document.GetObject("status");

    /// <summary>The text of a scalar; empty if it is missing.</summary>
    public static string TextOf(DocNode? node) => node switch
    {
        DocString text => text.Value,
        DocNumber number => Encoding.ASCII.GetString(number.Utf8.Span),
        DocBool flag => flag.Value ? "true" : "false",
        _ => "",
    };

    public string Text(params ReadOnlySpan<string> path) => TextOf(document.GetPath(path));

    /// <summary>The text of a scalar, or a stand-in if it is missing or empty.</summary>
    public string TextOr(string standIn, params ReadOnlySpan<string> path) => Text(path) is { Length: > 0 } text ? text : standIn;

    /// <summary>A whole number, 0 if it is missing.</summary>
    public long Number(params ReadOnlySpan<string> path) => document.GetPath(path) is DocNumber number && number.TryGetInt64(out var value) ? value : 0;

    public bool Flag(params ReadOnlySpan<string> path) => document.GetPath(path) is DocBool { Value: true };

    public IEnumerable<DocObject> Objects(params ReadOnlySpan<string> path) => (document.GetPath(path) as DocArray)?.Objects() ?? [];

    public IEnumerable<string> Strings(params ReadOnlySpan<string> path) => (document.GetPath(path) as DocArray)?.Strings() ?? [];

    public int Count(params ReadOnlySpan<string> path) => document.GetPath(path) switch { DocArray list => list.Count, DocObject map => map.Count, _ => 0 };

    /// <summary>How long ago a time was, in short form.</summary>
    public string Since(params ReadOnlySpan<string> path) => Since(document.GetPath(path));

    public string Since(DocNode? time) => TimeOf(time) is { } at ? ShortDuration.Format(now - at) : Unknown;

    public DateTimeOffset Now => now;

    public static DateTimeOffset? TimeOf(DocNode? node) =>
        node is DocString text && DateTimeOffset.TryParse(text.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    /// <summary>A map of labels as <c>a=1,b=2</c>.</summary>
    public string Labels(params ReadOnlySpan<string> path) => document.GetPath(path) is DocObject { Count: > 0 } labels
        ? string.Join(',', labels.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={TextOf(pair.Value)}"))
        : None;

    /// <summary>A LabelSelector object in query form.</summary>
    public string Selector(params ReadOnlySpan<string> path) =>
        document.GetPath(path) is DocObject selector && LabelSelector.FromObject(selector).ToString() is { Length: > 0 } text ? text : None;

    /// <summary>Names and images of a template's containers.</summary>
    public (string Names, string Images) Containers(params ReadOnlySpan<string> path)
    {
        var containers = Objects(path).ToArray();
        return (string.Join(',', containers.Select(c => c.GetString("name"))), string.Join(',', containers.Select(c => c.GetString("image"))));
    }

    /// <summary>The first entries of a list joined by commas, and how many more there are.</summary>
    public static string Shortened(IReadOnlyList<string> all, int most, string ifEmpty = None)
    {
        if (all.Count == 0)
            return ifEmpty;
        var shown = string.Join(',', all.Take(most));
        return all.Count > most ? $"{shown} + {all.Count - most} more..." : shown;
    }
}
