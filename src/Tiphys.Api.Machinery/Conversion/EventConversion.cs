using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Conversion;

/// <summary>Events of the core group and of events.k8s.io: one object whose fields have two names.</summary>
internal static class EventConversion
{
    private static readonly (string Core, string Events)[] Names =
    [
        ("involvedObject", "regarding"),
        ("message", "note"),
        ("source", "deprecatedSource"),
        ("firstTimestamp", "deprecatedFirstTimestamp"),
        ("lastTimestamp", "deprecatedLastTimestamp"),
        ("count", "deprecatedCount"),
        ("reportingComponent", "reportingController"),
    ];

    public static DocObject ToCore(DocObject document) => Rename(document, "v1", toCore: true);

    public static DocObject FromCore(DocObject stored) => Rename(stored, "events.k8s.io/v1", toCore: false);

    private static DocObject Rename(DocObject document, string apiVersion, bool toCore)
    {
        var result = new DocObject();
        foreach (var (name, value) in document)
            result.Set(Renamed(name, toCore), name == "apiVersion" ? apiVersion : value);
        return result;
    }

    private static string Renamed(string name, bool toCore)
    {
        foreach (var (core, events) in Names)
        {
            if (name == (toCore ? events : core))
                return toCore ? core : events;
        }

        return name;
    }
}
