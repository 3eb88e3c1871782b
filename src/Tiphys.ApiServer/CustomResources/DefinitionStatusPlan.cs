using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.CustomResources;

/// <summary>What a definition's status should be: names accepted, then established. A pure decision.</summary>
internal static class DefinitionStatusPlan
{
    /// <returns>The definition with its new status; null if it has it already.</returns>
    public static DocObject? Make(DocObject definition, IReadOnlyList<DocObject> all, IResourceCatalog builtIn, DateTimeOffset now)
    {
        var next = definition.Clone();
        var (accepted, conflict) = DefinitionNames.Decide(definition, all, builtIn);
        next.GetOrAddObject("status")["acceptedNames"] = accepted;
        if (conflict is { } wrong)
            DefinitionConditions.Set(next, DefinitionConditions.NamesAccepted, false, wrong.Reason, wrong.Message, now);
        else
            DefinitionConditions.Set(next, DefinitionConditions.NamesAccepted, true, "NoConflicts", "no conflicts found", now);
        if (conflict is null)
            DefinitionConditions.Set(next, DefinitionConditions.Established, true, "InitialNamesAccepted", "the initial names have been accepted", now);
        else if (!DefinitionConditions.IsTrue(definition, DefinitionConditions.Established))
            DefinitionConditions.Set(next, DefinitionConditions.Established, false, "NotAccepted", "not all names are accepted", now);
        KeepOrder(next);
        return next["status"]!.DeepEquals(definition["status"]) ? null : next;
    }

    /// <summary>The accepted names stand in the order of the spec's, whichever was accepted first.</summary>
    private static void KeepOrder(DocObject definition)
    {
        var status = definition.GetObject("status")!;
        var accepted = status.GetObject("acceptedNames")!;
        var ordered = new DocObject();
        foreach (var name in (ReadOnlySpan<string>)["plural", "singular", "shortNames", "kind", "listKind", "categories"])
            ordered[name] = accepted[name];
        status["acceptedNames"] = ordered;
    }
}
