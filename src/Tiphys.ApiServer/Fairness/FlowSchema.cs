using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Fairness;

/// <summary>A FlowSchema ready to be asked: which requests are its, what sets one flow apart from another, and at which level they run.</summary>
internal sealed record FlowSchema(string Name, string Uid, long Precedence, string Level, string Distinguisher, FlowRule[] Rules)
{
    public static FlowSchema Read(DocObject schema) => new(
        schema.ObjectName,
        schema.ObjectUid,
        schema.GetObject("spec")?.GetInt64("matchingPrecedence") ?? 1000,
        schema.StringAt("spec", "priorityLevelConfiguration", "name"),
        schema.StringAt("spec", "distinguisherMethod", "type"),
        [.. schema.ObjectsAt("spec", "rules").Select(rule => new FlowRule(rule))]);

    public bool Matches(AuthorizationAttributes request)
    {
        foreach (var rule in Rules)
        {
            if (rule.Matches(request))
                return true;
        }

        return false;
    }

    /// <summary>What tells the flow of a request from others of the schema.</summary>
    public string FlowOf(AuthorizationAttributes request) => Distinguisher switch
    {
        "ByUser" => request.User.Name,
        "ByNamespace" => request.Namespace,
        _ => "",
    };
}
