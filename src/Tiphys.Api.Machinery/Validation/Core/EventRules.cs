using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Core;

/// <summary>Events of both groups: they are one kind, and their errors name fields as the core group does.</summary>
internal static class EventRules
{
    private static readonly (string Field, string Shown)[] Old =
    [
        ("deprecatedFirstTimestamp", "firstTimestamp"), ("deprecatedLastTimestamp", "lastTimestamp"), ("deprecatedCount", "count"), ("deprecatedSource", "source"),
    ];

    private static readonly (string Field, string Shown)[] Fixed =
    [
        ("regarding", "involvedObject"), ("reason", "reason"), ("note", "message"), ("deprecatedSource", "source"),
        ("deprecatedFirstTimestamp", "firstTimestamp"), ("deprecatedLastTimestamp", "lastTimestamp"), ("deprecatedCount", "count"), ("type", "type"),
        ("eventTime", "eventTime"), ("action", "action"), ("related", "related"), ("reportingController", "reportingController"),
        ("reportingInstance", "reportingInstance"),
    ];

    /// <summary>An event of the core group.</summary>
    public static void Core(DocObject @event, FieldErrors errors) => Both(@event, "involvedObject", "reportingComponent", "message", errors);

    /// <summary>An event of its own group, where more is asked for.</summary>
    public static void New(DocObject @event, FieldErrors errors)
    {
        Both(@event, "regarding", "reportingController", "note", errors);
        if (@event.GetObject("series") is { } series)
            Series(series, FieldPath.Root.Child("series"), errors);
        if (!HasTime(@event))
            errors.Required(FieldPath.Root.Child("eventTime"));
        if (@event.Text("type") is not ("Normal" or "Warning"))
            errors.Invalid(FieldPath.Root.Child("type"), "", $"has invalid value: {@event.Text("type")}");
        foreach (var (field, shown) in Old)
        {
            var isThere = @event[field] switch
            {
                DocObject source => source.IsSet("component") || source.IsSet("host"),
                DocNumber count => !count.TryGetInt64(out var number) || number != 0,
                _ => @event.IsSet(field),
            };
            if (isThere)
                errors.Invalid(FieldPath.Root.Child(shown), "", "needs to be unset");
        }
    }

    /// <summary>What an update of an event may change: how often it has happened since, and metadata.</summary>
    public static void Stays(DocObject updated, DocObject old, FieldErrors errors)
    {
        foreach (var (field, shown) in Fixed)
        {
            if (!SemanticEquality.AreEqual(updated[field], old[field], zerosToo: true))
                errors.Invalid(FieldPath.Root.Child(shown), updated[field] ?? DocNull.Instance, "field is immutable");
        }
    }

    private static bool HasTime(DocObject @event) => @event.GetString("eventTime") is { Length: > 0 };

    private static void Both(DocObject @event, string subject, string controller, string message, FieldErrors errors)
    {
        var path = FieldPath.Root.Child("involvedObject", "namespace");
        var @namespace = (@event.GetPath("metadata", "namespace") as DocString)?.Value ?? "";
        var about = @event.GetObject(subject)?.Text("namespace") ?? "";
        var home = HasTime(@event) ? @namespace is "default" or "kube-system" : @namespace is "" or "default";
        if (about.Length == 0 ? !home : !HasTime(@event) && about != @namespace)
            errors.Invalid(path, about, "does not match event.namespace");
        if (HasTime(@event))
            Reporting(@event, controller, message, errors);
    }

    private static void Reporting(DocObject @event, string controller, string message, FieldErrors errors)
    {
        errors.RequiredText(@event, controller, FieldPath.Root);
        errors.InvalidIf(NameFormats.QualifiedName(@event.Text(controller)), FieldPath.Root.Child(controller), @event.Text(controller));
        foreach (var name in (string[])["reportingInstance", "action", "reason"])
        {
            errors.RequiredText(@event, name, FieldPath.Root);
            Bounded(@event.Text(name), 128, name, errors);
        }

        Bounded(@event.Text(message), 1024, "message", errors);
    }

    private static void Bounded(string text, int most, string shown, FieldErrors errors)
    {
        if (System.Text.Encoding.UTF8.GetByteCount(text) > most)
            errors.Invalid(FieldPath.Root.Child(shown), "", $"can have at most {most} characters");
    }

    private static void Series(DocObject series, FieldPath path, FieldErrors errors)
    {
        if ((series.GetInt64("count") ?? 0) < 2)
            errors.Invalid(path.Child("count"), "", "should be at least 2");
        if (!series.IsSet("lastObservedTime"))
            errors.Required(path.Child("lastObservedTime"));
    }
}
