using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Patches;
using Tiphys.Api.Machinery.ServerSideApply;
using Tiphys.Api.Machinery.Strategies;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Machinery.Tests.Schemas;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Tests.ServerSideApply;

/// <summary>One object and the writes to it, as the server carries them out; a second passes with each.</summary>
internal sealed class ApplySession(ResourceInfo resource)
{
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public DocObject? Live { get; private set; }

    public DocArray ManagedFields => Live!.GetPath("metadata", "managedFields") as DocArray ?? [];

    public void Apply(string manager, string body, bool force = false, string subresource = "") => Store(
        FieldManager.Apply(resource, subresource, Live, Json.Object(body), manager, force, Tick()), subresource, manager, tracked: true);

    public void Patch(string manager, string body, string subresource = "") => Store(
        Live is null ? Json.Object(body) : JsonMergePatch.Apply(Live, Json.Object(body)), subresource, manager, tracked: false);

    /// <summary>The encoded fields of a manager; null if it owns none.</summary>
    public string? FieldsOf(string manager) =>
        ManagedFields.Objects().SingleOrDefault(entry => entry.GetString("manager") == manager)?["fieldsV1"]?.ToString();

    private void Store(DocObject next, string subresource, string manager, bool tracked)
    {
        SchemaFit.Fit(resource, next);
        Defaulter.Apply(resource, next);
        if (!tracked)
            FieldManager.Track(resource, subresource, Live, next, manager, Tick());
        if (Live is null)
            UpdateStrategy.PrepareCreate(resource, next);
        else
            UpdateStrategy.PrepareUpdate(resource, subresource, next, Live);
        Live = next;
    }

    private DateTimeOffset Tick() => _now = _now.AddSeconds(1);
}
