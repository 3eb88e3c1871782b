using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Subresources;

/// <summary>Conditions of a pod that the server itself states.</summary>
internal static class PodConditions
{
    /// <summary>States the condition anew; what was said of the same type before is gone.</summary>
    /// <param name="facts">Further fields of the condition.</param>
    public static void SetTrue(DocObject pod, string type, DateTimeOffset now, DocObject facts)
    {
        var status = pod.GetOrAddObject("status");
        var conditions = status.GetArray("conditions") ?? [];
        conditions.RemoveAll(condition => condition is DocObject known && known.GetString("type") == type);
        var stated = new DocObject { { "type", type }, { "status", "True" }, { "lastTransitionTime", ObjectMeta.Timestamp(now) } };
        foreach (var (name, value) in facts)
            stated[name] = value;
        conditions.Add(stated);
        status["conditions"] = conditions;
    }
}
