using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Writes to a pod's status.</summary>
internal static class PodStatusRules
{
    public static void Validate(DocObject updated, DocObject old, FieldErrors errors)
    {
        var path = FieldPath.Root.Child("status");
        var status = updated.GetObject("status") ?? [];
        foreach (var (condition, at) in status.Items("conditions", path))
        {
            // Upstream's errors name the first field otherwise than the API does.
            errors.InvalidIf(NameFormats.QualifiedName(condition.Text("type")), at.Child("Type"), condition.Text("type"));
            if (condition.GetInt64("observedGeneration") is < 0)
                errors.Invalid(at.Child("observedGeneration"), condition["observedGeneration"], "must be a non-negative integer");
        }

        ValidateNomination(status, old, path, errors);
        if (status.GetInt64("observedGeneration") is < 0)
            errors.Invalid(path.Child("observedGeneration"), status["observedGeneration"], "must be a non-negative integer");
        var before = old.GetObject("status")?.Text("qosClass") ?? "";
        if (before.Length > 0 && status.Text("qosClass") != before)
            errors.Invalid(path.Child("qosClass"), status["qosClass"], "field is immutable");
        var policy = old.GetObject("spec")?.Text("restartPolicy");
        ValidateRestarts(status, old.GetObject("status") ?? [], policy, path, errors);
        foreach (var (ip, at) in status.Items("podIPs", path).Concat(status.Items("hostIPs", path)))
            SharedRules.IpAddress(errors, ip["ip"] ?? "", at);
    }

    // Only a pod that is nowhere yet may be promised a node.
    private static void ValidateNomination(DocObject status, DocObject old, FieldPath path, FieldErrors errors)
    {
        var name = status.Text("nominatedNodeName");
        if (name.Length == 0 || name == old.GetObject("status")?.Text("nominatedNodeName"))
            return;
        errors.InvalidIf(NameFormats.Subdomain(name), path.Child("nominatedNodeName"), name);
        if (old.GetObject("spec")?.IsSet("nodeName") == true)
            errors.Forbidden(path.Child("nominatedNodeName"), "may not be set on pods that are already bound to a node");
    }

    // A container that ended for good does not come back.
    private static void ValidateRestarts(DocObject status, DocObject old, string? policy, FieldPath path, FieldErrors errors)
    {
        if (policy == "Always")
            return;
        var now = status.Items("containerStatuses", path).ToLookup(entry => entry.Item.Text("name"));
        foreach (var before in old.GetArray("containerStatuses")?.Objects() ?? [])
        {
            if (before.GetPath("state", "terminated") is not DocObject ended || (policy == "OnFailure" && ended.GetInt64("exitCode") is not (null or 0)))
                continue;
            foreach (var current in now[before.Text("name")].Where(entry => entry.Item.GetPath("state", "terminated") is not DocObject))
                errors.Forbidden(current.Path.Child("state"), "may not be transitioned to non-terminated state");
        }
    }
}
