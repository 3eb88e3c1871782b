using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.CustomResources;

/// <summary>Conditions in a definition's status.</summary>
internal static class DefinitionConditions
{
    public const string NamesAccepted = "NamesAccepted";
    public const string Established = "Established";
    public const string Terminating = "Terminating";

    public static bool IsTrue(DocObject definition, string type) =>
        definition.ObjectsAt("status", "conditions").Any(condition => condition.GetString("type") == type && condition.GetString("status") == "True");

    /// <summary>Sets a condition; the time of its last transition changes with its status only.</summary>
    public static void Set(DocObject definition, string type, bool holds, string reason, string message, DateTimeOffset now)
    {
        var status = definition.GetOrAddObject("status");
        var conditions = status.GetArray("conditions") ?? [];
        status["conditions"] = conditions;
        var known = conditions.Objects().FirstOrDefault(condition => condition.GetString("type") == type);
        if (known is null)
            conditions.Add(known = new DocObject { { "type", type } });
        var value = holds ? "True" : "False";
        if (known.GetString("status") != value)
            known["lastTransitionTime"] = ObjectMeta.Timestamp(now);
        known["status"] = value;
        known["reason"] = reason;
        known["message"] = message;
    }
}
