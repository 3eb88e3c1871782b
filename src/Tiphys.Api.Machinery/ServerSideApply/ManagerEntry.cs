using System.Globalization;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>
/// One entry of <c>metadata.managedFields</c>. Its fields are decoded only when somebody asks for them: most entries pass through a
/// write untouched.
/// </summary>
internal sealed class ManagerEntry
{
    private readonly DocObject? _node;
    private FieldSet? _fields;

    public ManagerEntry(ManagerId id, string apiVersion, string? time, FieldSet fields)
        : this(id, apiVersion, time, null, fields)
    {
    }

    private ManagerEntry(ManagerId id, string apiVersion, string? time, DocObject? node, FieldSet? fields)
    {
        Id = id;
        ApiVersion = apiVersion;
        Time = time;
        _node = node;
        _fields = fields;
    }

    public ManagerId Id { get; }

    public string ApiVersion { get; }

    public string? Time { get; }

    public FieldSet Fields => _fields ??= FieldSetCodec.Read(EncodedFields);

    public bool IsEmpty => _fields?.IsEmpty ?? EncodedFields.Count == 0;

    private DocObject EncodedFields => _node?.GetObject("fieldsV1") ?? [];

    public static ManagerEntry? Read(DocObject node)
    {
        if (node.GetObject("fieldsV1") is null || node.GetString("operation") is not ("Apply" or "Update"))
            return null;
        var apiVersion = node.GetString("apiVersion") ?? "";
        var id = ManagerId.Of(node.GetString("manager") ?? "", node.GetString("operation") == "Apply", apiVersion, node.GetString("subresource") ?? "");
        return new(id, apiVersion, node.GetString("time"), node, null);
    }

    /// <summary>The entry without these fields; itself if it has none of them.</summary>
    public ManagerEntry Without(FieldSet gone)
    {
        if (_fields is null && !FieldSetCodec.Overlaps(EncodedFields, gone))
            return this;
        return WithFields(Fields.Except(gone));
    }

    public ManagerEntry WithFields(FieldSet fields) => new(Id, ApiVersion, Time, fields);

    public ManagerEntry WithTime(string? time) => new(Id, ApiVersion, time, Fields);

    public DocObject Write()
    {
        if (_node is not null)
            return _node;
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

    /// <summary>As conflicts name it: <c>"kubectl" using apps/v1</c>.</summary>
    public string Describe()
    {
        var text = $"\"{Id.Manager}\"";
        if (Id.Subresource.Length > 0)
            text += $" with subresource \"{Id.Subresource}\"";
        return Id.IsApply ? text : $"{text} using {ApiVersion}";
    }

    public static string Stamp(DateTimeOffset now) => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
