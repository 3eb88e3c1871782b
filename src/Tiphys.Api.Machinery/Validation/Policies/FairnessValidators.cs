using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Policies;

/// <summary>Flow schemas and priority levels.</summary>
internal static class FairnessValidators
{
    private const string Group = "flowcontrol.apiserver.k8s.io";
    private const int LowestPrecedence = 10000;
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [(Group, "FlowSchema")] = new(Schema),
        [(Group, "PriorityLevelConfiguration")] = new(Level),
    };

    private static void Schema(DocObject schema, FieldErrors errors)
    {
        var spec = schema.GetObject("spec") ?? [];
        var name = (schema.GetPath("metadata", "name") as DocString)?.Value;
        if (spec.GetInt64("matchingPrecedence") is <= 0 or > LowestPrecedence)
            errors.Invalid(Spec.Child("matchingPrecedence"), spec["matchingPrecedence"], $"must be between 1 and {LowestPrecedence}, inclusive");
        else if (spec.GetInt64("matchingPrecedence") == 1 && name != "exempt")
            errors.Invalid(Spec.Child("matchingPrecedence"), 1, "only the schema named 'exempt' may have matchingPrecedence 1");
        errors.RequiredText(spec.GetObject("priorityLevelConfiguration") ?? [], "name", Spec.Child("priorityLevelConfiguration"));
        if (spec.GetObject("distinguisherMethod") is { } method)
            errors.OneOf(method, "type", Spec.Child("distinguisherMethod"), "ByNamespace", "ByUser");
        foreach (var (rule, at) in spec.Items("rules", Spec))
            ValidateRule(rule, at, errors);
    }

    private static void ValidateRule(DocObject rule, FieldPath path, FieldErrors errors)
    {
        if (rule.GetArray("subjects") is not { Count: > 0 })
            errors.Required(path.Child("subjects"), "subjects must contain at least one value");
        foreach (var (subject, at) in rule.Items("subjects", path))
        {
            errors.OneOf(subject, "kind", at, "Group", "ServiceAccount", "User");
            var member = subject.Text("kind") switch { "User" => "user", "Group" => "group", "ServiceAccount" => "serviceAccount", _ => null };
            if (member is null)
                continue;
            if (subject.GetObject(member) is not { } named)
                errors.Required(at.Child(member), $"{member} is required when subject kind is '{subject.Text("kind")}'");
            else
                errors.RequiredText(named, "name", at.Child(member));
        }

        var resources = rule.GetArray("resourceRules") is { Count: > 0 };
        var urls = rule.GetArray("nonResourceRules") is { Count: > 0 };
        if (!resources && !urls)
            errors.Required(path, "at least one of resourceRules and nonResourceRules has to be non-empty");
        foreach (var (resource, at) in rule.Items("resourceRules", path))
        {
            foreach (var list in (string[])["verbs", "apiGroups", "resources"])
            {
                if (resource.GetArray(list) is not { Count: > 0 })
                    errors.Required(at.Child(list));
            }

            if (resource.GetBool("clusterScope") != true && resource.GetArray("namespaces") is not { Count: > 0 })
                errors.Required(at.Child("namespaces"), "resource rules that are not cluster scoped must supply at least one namespace");
        }
    }

    private static void Level(DocObject level, FieldErrors errors)
    {
        var spec = level.GetObject("spec") ?? [];
        errors.OneOf(spec, "type", Spec, "Exempt", "Limited");
        var limited = spec.GetObject("limited");
        if (spec.Text("type") == "Exempt" && limited is not null)
            errors.Forbidden(Spec.Child("limited"), "must be nil if the type is not Limited");
        if (spec.Text("type") == "Limited" && limited is null)
            errors.Required(Spec.Child("limited"), "must not be empty when type is Limited");
        if (limited is null)
            return;
        var path = Spec.Child("limited");
        errors.NonNegative(limited, "nominalConcurrencyShares", path);
        if (limited.GetInt64("lendablePercent") is < 0 or > 100)
            errors.Invalid(path.Child("lendablePercent"), limited["lendablePercent"], "must be between 0 and 100, inclusive");
        errors.NonNegative(limited, "borrowingLimitPercent", path);
        var response = limited.GetObject("limitResponse") ?? [];
        errors.OneOf(response, "type", path.Child("limitResponse"), "Queue", "Reject");
        if (response.Text("type") == "Reject" && response.GetObject("queuing") is not null)
            errors.Forbidden(path.Child("limitResponse", "queuing"), "must be nil if limited.limitResponse.type is not Limited");
        if (response.Text("type") == "Queue")
            ValidateQueuing(response.GetObject("queuing"), path.Child("limitResponse", "queuing"), errors);
    }

    private static void ValidateQueuing(DocObject? queuing, FieldPath path, FieldErrors errors)
    {
        const int MostQueues = 10_000_000;
        if (queuing is null)
        {
            errors.Required(path, "must not be empty if limited.limitResponse.type is Limited");
            return;
        }

        errors.Positive(queuing, "queueLengthLimit", path);
        errors.Positive(queuing, "queues", path);
        errors.Positive(queuing, "handSize", path);
        if (queuing.GetInt64("queues") is > MostQueues)
            errors.Invalid(path.Child("queues"), queuing["queues"], $"must not be greater than {MostQueues}");
        if (queuing.GetInt64("handSize") > queuing.GetInt64("queues"))
            errors.Invalid(path.Child("handSize"), queuing["handSize"], "should not be greater than queues");
    }
}
