using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Policies;

/// <summary>Priority levels; and where the rules of flow schemas are.</summary>
internal static class FairnessValidators
{
    private const string Group = "flowcontrol.apiserver.k8s.io";
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");

    public static readonly Dictionary<(string, string), KindValidator> All = new()
    {
        [(Group, "FlowSchema")] = new(FlowSchemaRules.Validate),
        [(Group, "PriorityLevelConfiguration")] = new(Level),
    };

    private static void Level(DocObject level, FieldErrors errors)
    {
        var spec = level.GetObject("spec") ?? [];
        errors.Supported(spec, "type", Spec, "Exempt", "Limited");
        if ((spec.Text("type") == "Exempt") != (level.GetPath("metadata", "name") is DocString { Value: "exempt" }))
            errors.Invalid(Spec.Child("type"), spec["type"], "must be 'Exempt' if and only if `name` is 'exempt'");
        var limited = spec.GetObject("limited");
        if (spec.Text("type") == "Exempt" && limited is not null)
            errors.Forbidden(Spec.Child("limited"), "must be nil if the type is not Limited");
        if (spec.Text("type") == "Limited" && limited is null)
            errors.Required(Spec.Child("limited"), "must not be empty when type is Limited");
        if (spec.GetObject("exempt") is { } exempt)
            ValidateExempt(spec.Text("type"), exempt, errors);
        if (limited is null)
            return;
        var path = Spec.Child("limited");
        errors.NonNegative(limited, "nominalConcurrencyShares", path);
        if (limited.GetInt64("lendablePercent") is < 0 or > 100)
            errors.Invalid(path.Child("lendablePercent"), limited["lendablePercent"], "must be between 0 and 100, inclusive");
        errors.NonNegative(limited, "borrowingLimitPercent", path);
        var response = limited.GetObject("limitResponse") ?? [];
        errors.Supported(response, "type", path.Child("limitResponse"), "Queue", "Reject");
        if (response.Text("type") == "Reject" && response.GetObject("queuing") is not null)
            errors.Forbidden(path.Child("limitResponse", "queuing"), "must be nil if limited.limitResponse.type is not Limited");
        if (response.Text("type") == "Queue")
            ValidateQueuing(response.GetObject("queuing"), path.Child("limitResponse", "queuing"), errors);
    }

    private static void ValidateExempt(string type, DocObject exempt, FieldErrors errors)
    {
        var path = Spec.Child("exempt");
        if (type == "Limited")
        {
            errors.Forbidden(path, "must be nil if the type is Limited");
            return;
        }

        errors.NonNegative(exempt, "nominalConcurrencyShares", path);
        if (exempt.GetInt64("lendablePercent") is < 0 or > 100)
            errors.Invalid(path.Child("lendablePercent"), exempt["lendablePercent"], "must be between 0 and 100, inclusive");
    }

    private static void ValidateQueuing(DocObject? queuing, FieldPath path, FieldErrors errors)
    {
        const int MostQueues = 10_000_000;
        const int MostBits = 60;
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
        else if (queuing.GetInt64("queues") is > 0 and var queues && queuing.GetInt64("handSize") is > 0 and var hand && EntropyBits((int)queues, (int)hand) > MostBits)
        {
            errors.Invalid(
                path.Child("handSize"),
                hand,
                $"required entropy bits of deckSize {queues} and handSize {hand} should not be greater than {MostBits}");
        }
    }

    // How many bits it takes to deal a hand from a deck without putting cards back.
    private static int EntropyBits(int deck, int hand)
    {
        var bits = 0.0;
        for (var card = 0; card < hand; card++)
            bits += Math.Log2(deck - card);
        return (int)Math.Ceiling(bits);
    }
}
