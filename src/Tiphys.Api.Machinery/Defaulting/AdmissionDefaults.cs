using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of admission webhooks and policies.</summary>
internal static class AdmissionDefaults
{
    private const int WebhookSeconds = 10;

    public static void ApplyValidatingWebhooks(DocObject configuration)
    {
        foreach (var webhook in configuration.ObjectsOf("webhooks"))
            ApplyWebhook(webhook);
    }

    public static void ApplyMutatingWebhooks(DocObject configuration)
    {
        foreach (var webhook in configuration.ObjectsOf("webhooks"))
        {
            ApplyWebhook(webhook);
            webhook.SetIfMissing("reinvocationPolicy", "Never");
        }
    }

    public static void ApplyPolicy(DocObject policy)
    {
        if (policy.GetObject("spec") is not { } spec)
            return;
        spec.SetIfMissing("failurePolicy", "Fail");
        if (spec.GetObject("matchConstraints") is { } constraints)
            ApplyMatch(constraints);
    }

    public static void ApplyPolicyBinding(DocObject binding)
    {
        if (binding.GetPath("spec", "matchResources") is DocObject match)
            ApplyMatch(match);
    }

    private static void ApplyWebhook(DocObject webhook)
    {
        webhook.SetIfMissing("failurePolicy", "Fail");
        webhook.SetIfMissing("matchPolicy", "Equivalent");
        webhook.SetIfMissing("namespaceSelector", new DocObject());
        webhook.SetIfMissing("objectSelector", new DocObject());
        webhook.SetIfMissing("timeoutSeconds", WebhookSeconds);
        (webhook.GetPath("clientConfig", "service") as DocObject)?.SetIfMissing("port", 443);
        ApplyRules(webhook, "rules");
    }

    private static void ApplyMatch(DocObject match)
    {
        match.SetIfMissing("matchPolicy", "Equivalent");
        match.SetIfMissing("namespaceSelector", new DocObject());
        match.SetIfMissing("objectSelector", new DocObject());
        ApplyRules(match, "resourceRules");
        ApplyRules(match, "excludeResourceRules");
    }

    private static void ApplyRules(DocObject owner, string name)
    {
        foreach (var rule in owner.ObjectsOf(name))
            rule.SetIfMissing("scope", "*");
    }
}
