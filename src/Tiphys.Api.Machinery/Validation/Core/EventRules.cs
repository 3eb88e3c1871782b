using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Core;

/// <summary>What an update of an event may change: how often it has happened since, and metadata.</summary>
internal static class EventRules
{
    // Errors name fields as the core group does.
    private static readonly (string Field, string Shown)[] Fixed =
    [
        ("regarding", "involvedObject"), ("reason", "reason"), ("note", "message"), ("deprecatedSource", "source"),
        ("deprecatedFirstTimestamp", "firstTimestamp"), ("deprecatedLastTimestamp", "lastTimestamp"), ("deprecatedCount", "count"), ("type", "type"),
        ("eventTime", "eventTime"), ("action", "action"), ("related", "related"), ("reportingController", "reportingController"),
        ("reportingInstance", "reportingInstance"),
    ];

    public static void Stays(DocObject updated, DocObject old, FieldErrors errors)
    {
        foreach (var (field, shown) in Fixed)
        {
            if (!SemanticEquality.AreEqual(updated[field], old[field], zerosToo: true))
                errors.Invalid(FieldPath.Root.Child(shown), updated[field] ?? DocNull.Instance, "field is immutable");
        }
    }
}
