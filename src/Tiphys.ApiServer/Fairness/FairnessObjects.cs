using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Fairness;

/// <summary>Keeps the default flow schemas and priority levels, and tells in their status which schemas name a level that is not there.</summary>
internal sealed class FairnessObjects(IObjectReader reader, IObjectWriter writer, TimeProvider time)
{
    /// <summary>The two without which requests would be lost are restored whatever their annotation says.</summary>
    private static readonly HashSet<string> Mandatory = ["exempt", "catch-all"];

    /// <summary>Makes and mends the defaults; once at start.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var level in FairnessDefaults.PriorityLevels())
            await KeepAsync(BuiltInResources.PriorityLevels, level, cancellationToken).ConfigureAwait(false);
        foreach (var schema in FairnessDefaults.FlowSchemas())
            await KeepAsync(BuiltInResources.FlowSchemas, schema, cancellationToken).ConfigureAwait(false);
        await TellDanglingAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Mends the defaults and tells of dangling schemas whenever either kind has changed, until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => new ChangeLoop(reader, time, BuiltInResources.FlowSchemas, BuiltInResources.PriorityLevels).RunAsync(
        async token =>
        {
            await StartAsync(token).ConfigureAwait(false);
            return Timeout.InfiniteTimeSpan;
        },
        cancellationToken);

    private async Task KeepAsync(GroupResource resource, DocObject wanted, CancellationToken cancellationToken)
    {
        var stored = await reader.GetConsistentAsync(resource, "", wanted.ObjectName, cancellationToken).ConfigureAwait(false);
        try
        {
            if (stored is null)
                await writer.CreateAsync(resource, wanted, cancellationToken).ConfigureAwait(false);
            else if (stored.Decode() is var standing && IsOurs(standing) && !standing["spec"]!.DeepEquals(wanted["spec"]))
                await writer.UpdateAsync(resource, WithSpec(standing, wanted), cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Code is 409 or 404)
        {
            // Somebody else was faster, and what they wrote leads to another look.
        }
    }

    private static bool IsOurs(DocObject standing) =>
        standing.Annotation(FairnessDefaults.AutoUpdateAnnotation) == "true" || Mandatory.Contains(standing.ObjectName);

    private static DocObject WithSpec(DocObject standing, DocObject wanted)
    {
        var next = standing.Clone();
        next["spec"] = wanted["spec"];
        var metadata = next.GetOrAddObject("metadata");
        metadata["generation"] = (metadata.GetInt64("generation") ?? 0) + 1;
        return next;
    }

    private async Task TellDanglingAsync(CancellationToken cancellationToken)
    {
        foreach (var stored in reader.List(BuiltInResources.FlowSchemas, ""))
        {
            var schema = stored.Decode();
            var level = schema.StringAt("spec", "priorityLevelConfiguration", "name");
            var dangles = reader.Get(BuiltInResources.PriorityLevels, "", level) is null;
            if (WithCondition(schema, level, dangles) is not { } next)
                continue;
            try
            {
                await writer.UpdateAsync(BuiltInResources.FlowSchemas, next, cancellationToken).ConfigureAwait(false);
            }
            catch (ApiException e) when (e.Code is 409 or 404)
            {
                // Changed meanwhile, which leads to another look.
            }
        }
    }

    private DocObject? WithCondition(DocObject schema, string level, bool dangles)
    {
        var status = dangles ? "True" : "False";
        var standing = schema.ObjectsAt("status", "conditions").FirstOrDefault(condition => condition.StringAt("type") == "Dangling");
        if (standing?.StringAt("status") == status)
            return null;
        var next = schema.Clone();
        var others = schema.ObjectsAt("status", "conditions").Where(condition => condition.StringAt("type") != "Dangling");
        var told = new DocObject
        {
            { "type", "Dangling" },
            { "status", status },
            { "lastTransitionTime", ObjectFields.FormatTime(time.GetUtcNow()) },
            { "reason", dangles ? "NotFound" : "Found" },
            { "message", $"This FlowSchema references the PriorityLevelConfiguration object named \"{level}\" and there is {(dangles ? "no such object" : "such an object")}" },
        };
        next.GetOrAddObject("status")["conditions"] = new DocArray(others.Append(told));
        return next;
    }
}
