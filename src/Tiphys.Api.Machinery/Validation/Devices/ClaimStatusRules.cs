using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;
using Tiphys.Api.Machinery.Validation.Storage;

namespace Tiphys.Api.Machinery.Validation.Devices;

/// <summary>The status of a claim: what it was given, and who uses it.</summary>
internal static class ClaimStatusRules
{
    private const int MostConsumers = 256;
    private static readonly FieldPath Status = FieldPath.Root.Child("status");

    public static void Validate(DocObject updated, DocObject old, FieldErrors errors)
    {
        var status = updated.GetObject("status") ?? [];
        var before = old.GetObject("status") ?? [];
        var consumers = DeviceNames.Limited(status, "reservedFor", MostConsumers, Status, errors).ToArray();
        foreach (var (consumer, at) in consumers)
        {
            errors.RequiredText(consumer, "resource", at);
            errors.RequiredText(consumer, "name", at);
            errors.RequiredText(consumer, "uid", at);
        }

        DeviceNames.Unique(consumers, "uid", errors);
        var allocation = status.GetObject("allocation");
        if (consumers.Length > 0 && allocation is null)
            errors.Forbidden(Status.Child("reservedFor"), "may not be specified when `allocated` is not set");
        else if (consumers.Length > 0 && updated.GetPath("metadata", "deletionTimestamp") is DocString)
            RefuseNewConsumers(consumers.Select(entry => entry.Item), before, errors);
        if (allocation is null)
            return;
        if (before.GetObject("allocation") is not null)
            errors.Immutable(status, before, "allocation", Status);
        else
            Allocation(allocation, DeviceClaimRules.Names(updated.GetPath("spec", "devices") as DocObject ?? []), errors);
    }

    private static void RefuseNewConsumers(IEnumerable<DocObject> consumers, DocObject before, FieldErrors errors)
    {
        var known = (before.GetArray("reservedFor")?.Objects() ?? []).Select(consumer => consumer.Text("uid")).ToHashSet();
        if (consumers.Any(consumer => !known.Contains(consumer.Text("uid"))))
        {
            errors.Forbidden(
                Status.Child("reservedFor"),
                "new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set");
        }
    }

    private static void Allocation(DocObject allocation, HashSet<string> requests, FieldErrors errors)
    {
        var path = Status.Child("allocation", "devices");
        var devices = allocation.GetObject("devices") ?? [];
        foreach (var (result, at) in DeviceNames.Limited(devices, "results", DeviceNames.MostRequests, path, errors))
        {
            DeviceClaimRules.Reference(result.Text("request"), requests, at.Child("request"), errors);
            CsiValidators.DriverName(result.Text("driver"), at.Child("driver"), errors);
            DeviceNames.Pool(result.Text("pool"), at.Child("pool"), errors);
            errors.InvalidIf(NameFormats.Label1123(result.Text("device")), at.Child("device"), result.Text("device"));
        }

        foreach (var (configuration, at) in DeviceNames.Limited(devices, "config", 2 * DeviceNames.MostConfigurations, path, errors))
        {
            errors.OneOf(configuration, "source", at, "FromClaim", "FromClass");
            DeviceClaimRules.References(configuration, requests, at, errors);
            DeviceClaimRules.ValidateOpaque(configuration, at, errors);
        }
    }
}
