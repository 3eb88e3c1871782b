using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Extensions;

/// <summary>How objects are converted between the versions of a definition.</summary>
internal static class DefinitionConversionRules
{
    private static readonly string[] KnownReviews = ["v1", "v1beta1"];

    public static void Validate(DocObject? conversion, FieldPath path, FieldErrors errors)
    {
        if (conversion is null)
            return;
        errors.OneOf(conversion, "strategy", path, "None", "Webhook");
        var webhook = conversion.GetObject("webhook");
        var versions = webhook?.GetArray("conversionReviewVersions");
        var client = path.Child("webhookClientConfig");
        var reviews = path.Child("conversionReviewVersions");
        if (conversion.Text("strategy") != "Webhook")
        {
            const string Detail = "should not be set when strategy is not set to Webhook";
            if (webhook?.GetObject("clientConfig") is not null)
                errors.Forbidden(client, Detail);
            if (versions is { Count: > 0 })
                errors.Forbidden(reviews, Detail);
            return;
        }

        if (webhook?.GetObject("clientConfig") is not { } config)
            errors.Required(client, "required when strategy is set to Webhook");
        else
            ClientConfigRules.Validate(config, client, errors);
        ValidateReviews(versions, reviews, errors);
    }

    private static void ValidateReviews(DocArray? versions, FieldPath path, FieldErrors errors)
    {
        if (versions is not { Count: > 0 })
        {
            errors.Required(path);
            return;
        }

        var seen = new HashSet<string>();
        var at = 0;
        foreach (var version in versions.Strings())
        {
            if (!seen.Add(version))
                errors.Invalid(path.Index(at), version, "duplicate version");
            else
                errors.InvalidIf(NameFormats.Label1035(version), path.Index(at), version);
            at++;
        }

        if (!seen.Overlaps(KnownReviews))
            errors.Invalid(path, versions, $"must include at least one of {string.Join(", ", KnownReviews)}");
    }
}
