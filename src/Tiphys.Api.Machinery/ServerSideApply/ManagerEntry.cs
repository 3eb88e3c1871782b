using System.Globalization;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>One entry of <c>metadata.managedFields</c>, decoded. Immutable.</summary>
internal sealed record ManagerEntry(ManagerId Id, string ApiVersion, string? Time, FieldSet Fields)
{
    public const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static ManagerEntry? Read(DocObject node)
    {
        if (node.GetObject("fieldsV1") is not { } fields || node.GetString("operation") is not ("Apply" or "Update"))
            return null;
        var apiVersion = node.GetString("apiVersion") ?? "";
        var id = ManagerId.Of(node.GetString("manager") ?? "", node.GetString("operation") == "Apply", apiVersion, node.GetString("subresource") ?? "");
        return new(id, apiVersion, node.GetString("time"), FieldSetCodec.Read(fields));
    }

    public DocObject Write()
    {
        var node = new DocObject();
        if (Id.Manager.Length > 0)
            node["manager"] = Id.Manager;
        node["operation"] = Id.IsApply ? "Apply" : "Update";
        node["apiVersion"] = ApiVersion;
        if (Time is not null)
            node["time"] = Time;
        node["fieldsType"] = "FieldsV1";
        node["fieldsV1"] = FieldSetCodec.Write(Fields);
        if (Id.Subresource.Length > 0)
            node["subresource"] = Id.Subresource;
        return node;
    }

    /// <summary>As conflicts name it: <c>"kubectl" using apps/v1 at 2026-01-01T00:00:00Z</c>.</summary>
    public string Describe()
    {
        var text = $"\"{Id.Manager}\"";
        if (Id.Subresource.Length > 0)
            text += $" with subresource \"{Id.Subresource}\"";
        return Id.IsApply ? text : $"{text} using {ApiVersion}";
    }

    public static string Stamp(DateTimeOffset now) => now.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
