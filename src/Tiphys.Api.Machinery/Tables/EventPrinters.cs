using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>Events, of the core group and of events.k8s.io: one object under two names.</summary>
internal static class EventPrinters
{
    private static readonly TablePrinter Event = new(
        TableColumn.Parse("Last Seen|Type|Reason|Object|Subobject+|Source+|Message|First Seen+|Count+|Name+"),
        Cells);

    public static readonly Dictionary<(string, string), TablePrinter> All = new()
    {
        [("", "Event")] = Event,
        [("events.k8s.io", "Event")] = Event,
    };

    private static IEnumerable<DocNode> Cells(RowSource row)
    {
        var @event = row.Document;
        var subject = @event.GetObject("involvedObject") ?? @event.GetObject("regarding") ?? [];
        var first = row.Since(First(@event, "firstTimestamp", "deprecatedFirstTimestamp", "eventTime"));
        var last = First(@event, "lastTimestamp", "deprecatedLastTimestamp") is { } seen ? row.Since(seen) : first;
        var count = @event.GetInt64("count") ?? @event.GetInt64("deprecatedCount") ?? 1;
        if (@event.GetObject("series") is { } series)
        {
            last = row.Since(series["lastObservedTime"]);
            count = series.GetInt64("count") ?? 0;
        }

        return
        [
            last,
            row.Text("type"),
            row.Text("reason"),
            Target(subject),
            subject.GetString("fieldPath") ?? "",
            Source(@event),
            (@event.GetString("message") ?? @event.GetString("note") ?? "").Trim(),
            first,
            count == 0 ? 1 : count,
            row.Name,
        ];
    }

    private static DocNode? First(DocObject @event, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (@event[name] is DocString { IsEmpty: false } time)
                return time;
        }

        return null;
    }

    private static string Target(DocObject subject)
    {
        var kind = (subject.GetString("kind") ?? "").ToLowerInvariant();
        return subject.GetString("name") is { Length: > 0 } name ? $"{kind}/{name}" : kind;
    }

    private static string Source(DocObject @event)
    {
        var source = @event.GetObject("source") ?? @event.GetObject("deprecatedSource") ?? [];
        var component = FirstText(source.GetString("component"), @event.GetString("reportingComponent"), @event.GetString("reportingController"));
        var instance = FirstText(source.GetString("host"), @event.GetString("reportingInstance"));
        return instance.Length == 0 ? component : $"{component}, {instance}";
    }

    private static string FirstText(params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            if (!string.IsNullOrEmpty(text))
                return text;
        }

        return "";
    }
}
