using System.Globalization;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Registry;

/// <summary>Reads of fields that every object has, and of strings at a path.</summary>
internal static class ObjectFields
{
    /// <summary>RFC 3339 in UTC without fractions, the form of metav1.Time.</summary>
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    extension(DocObject obj)
    {
        public string ObjectName => obj.StringAt("metadata", "name");

        public string ObjectNamespace => obj.StringAt("metadata", "namespace");

        public string ObjectUid => obj.StringAt("metadata", "uid");

        public DateTimeOffset? DeletionTimestamp => ParseTime(obj.StringAt("metadata", "deletionTimestamp"));

        public DocObject? ObjectLabels => obj.GetPath("metadata", "labels") as DocObject;

        /// <summary>An annotation's value, null if there is none.</summary>
        public string? Annotation(string name) => (obj.GetPath("metadata", "annotations", name) as DocString)?.Value;

        public void SetAnnotation(string name, string value) =>
            obj.GetOrAddObject("metadata").GetOrAddObject("annotations")[name] = value;

        /// <summary>The string at a path; empty if it is not there.</summary>
        public string StringAt(params ReadOnlySpan<string> path) => (obj.GetPath(path) as DocString)?.Value ?? "";

        /// <summary>The objects in the array at a path; none if it is not there.</summary>
        public IEnumerable<DocObject> ObjectsAt(params ReadOnlySpan<string> path) => (obj.GetPath(path) as DocArray)?.Objects() ?? [];

        /// <summary>The strings in the array at a path; none if it is not there.</summary>
        public IEnumerable<string> StringsAt(params ReadOnlySpan<string> path) => (obj.GetPath(path) as DocArray)?.Strings() ?? [];
    }

    public static DateTimeOffset? ParseTime(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    public static string FormatTime(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
