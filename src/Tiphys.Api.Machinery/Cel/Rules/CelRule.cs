using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Cel.Rules;

/// <summary>One entry of <c>x-kubernetes-validations</c>, as it is written.</summary>
internal sealed record CelRule(DocObject Source)
{
    public string Rule { get; } = Source.GetString("rule") ?? "";

    public string Message { get; } = Source.GetString("message") ?? "";

    public string MessageExpression { get; } = Source.GetString("messageExpression") ?? "";

    public string? Reason { get; } = Source.GetString("reason");

    public string FieldPath { get; } = Source.GetString("fieldPath") ?? "";

    public bool? OptionalOldSelf { get; } = Source.GetBool("optionalOldSelf");

    /// <summary>What names the rule in errors: its message, else itself.</summary>
    public string Title => Message.Length > 0 ? Message.Trim() : Rule.Trim();

    /// <summary>What an object that breaks the rule is told, if no expression says more.</summary>
    public string Detail => Message.Length > 0 ? Message.Trim() : $"failed rule: {Title}";

    /// <summary>The rule as errors about it show it.</summary>
    public DocObject Shown => new()
    {
        { "Rule", Rule },
        { "Message", Message },
        { "MessageExpression", MessageExpression },
        { "Reason", Reason },
        { "FieldPath", FieldPath },
        { "OptionalOldSelf", OptionalOldSelf is { } optional ? optional : DocNull.Instance },
    };

    /// <summary>The rules of a schema's value validations.</summary>
    public static IReadOnlyList<CelRule> Of(DocObject? validations) =>
        validations?.GetArray("x-kubernetes-validations") is { } rules ? [.. rules.Objects().Select(rule => new CelRule(rule))] : [];
}
