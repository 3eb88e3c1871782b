using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Selectors;
using Tiphys.ApiServer.Admission.Policies;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Webhooks;

/// <summary>One webhook of a MutatingWebhookConfiguration or ValidatingWebhookConfiguration, ready to be matched and called.</summary>
internal sealed record AdmissionWebhook
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    public required string Configuration { get; init; }

    public required string Name { get; init; }

    /// <summary>Tells it from all others, two webhooks of one name in a configuration included.</summary>
    public required string Key { get; init; }

    /// <summary>Null if the configuration is broken; calling it then fails as <see cref="IgnoresFailure"/> says.</summary>
    public WebhookTarget? Target { get; init; }

    public required IReadOnlyList<WebhookRule> Rules { get; init; }

    public required LabelSelector NamespaceSelector { get; init; }

    public required LabelSelector ObjectSelector { get; init; }

    public required bool IgnoresFailure { get; init; }

    /// <summary>Whether a rule also catches the resource under its other versions (matchPolicy Equivalent, the default).</summary>
    public required bool MatchesEquivalent { get; init; }

    public required bool HasSideEffects { get; init; }

    public required bool WantsReinvocation { get; init; }

    public required TimeSpan Timeout { get; init; }

    public required MatchConditions Conditions { get; init; }

    public static AdmissionWebhook Read(DocObject webhook, string configuration, int index) => new()
    {
        Configuration = configuration,
        Name = webhook.StringAt("name"),
        Key = $"{configuration}/{webhook.StringAt("name")}/{index}",
        Target = TargetOf(webhook),
        Rules = [.. webhook.ObjectsAt("rules").Select(WebhookRule.Read)],
        NamespaceSelector = LabelSelector.FromObject(webhook.GetObject("namespaceSelector") ?? new DocObject()),
        ObjectSelector = LabelSelector.FromObject(webhook.GetObject("objectSelector") ?? new DocObject()),
        IgnoresFailure = webhook.StringAt("failurePolicy") == "Ignore",
        MatchesEquivalent = webhook.StringAt("matchPolicy") != "Exact",
        HasSideEffects = webhook.StringAt("sideEffects") is not ("None" or "NoneOnDryRun"),
        WantsReinvocation = webhook.StringAt("reinvocationPolicy") == "IfNeeded",
        Timeout = webhook.GetInt64("timeoutSeconds") is { } seconds ? TimeSpan.FromSeconds(seconds) : DefaultTimeout,
        Conditions = MatchConditions.Compile(MatchConditions.ExpressionsOf(webhook.ObjectsAt("matchConditions")), hasParams: false),
    };

    private static WebhookTarget? TargetOf(DocObject webhook)
    {
        try
        {
            return WebhookTarget.Read(webhook.GetObject("clientConfig") ?? new DocObject());
        }
        catch (Exception e) when (e is FormatException or UriFormatException)
        {
            // Validation refuses such configurations; one that stands all the same must fail when it is called, not break every write.
            return null;
        }
    }
}
