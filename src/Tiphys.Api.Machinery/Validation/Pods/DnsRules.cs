using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>A pod's DNS policy and configuration.</summary>
internal static class DnsRules
{
    private const int MaxNameservers = 3;
    private const int MaxSearches = 32;
    private const int MaxSearchCharacters = 2048;

    public static void Validate(DocObject spec, FieldPath path, FieldErrors errors)
    {
        errors.OneOf(spec, "dnsPolicy", path, "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
        var config = spec.GetObject("dnsConfig");
        var at = path.Child("dnsConfig");
        if (spec.Text("dnsPolicy") == "None")
        {
            if (config is null)
                errors.Required(at, "must provide `dnsConfig` when `dnsPolicy` is None");
            else if (config.GetArray("nameservers") is not { Count: > 0 })
                errors.Required(at.Child("nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None");
        }

        if (config is not null)
            ValidateConfig(config, at, errors);
    }

    private static void ValidateConfig(DocObject config, FieldPath path, FieldErrors errors)
    {
        if (config.GetArray("nameservers") is { Count: > MaxNameservers } servers)
            errors.Invalid(path.Child("nameservers"), servers, $"must not have more than {MaxNameservers} nameservers");
        foreach (var (server, at) in config.Texts("nameservers", path))
            SharedRules.IpAddress(errors, server, at);
        if (config.GetArray("searches") is { Count: > MaxSearches } many)
            errors.Invalid(path.Child("searches"), many, $"must not have more than {MaxSearches} search paths");
        if (string.Join(' ', config.GetArray("searches")?.Strings() ?? []).Length > MaxSearchCharacters)
            errors.Invalid(path.Child("searches"), config["searches"], $"must not have more than {MaxSearchCharacters} characters (including spaces) in the search list");
        foreach (var (search, at) in config.Texts("searches", path))
        {
            if (search != ".")
                errors.InvalidIf(NameFormats.SubdomainWithUnderscores(search.EndsWith('.') ? search[..^1] : search), at, search);
        }

        foreach (var (option, at) in config.Items("options", path))
        {
            if (!option.IsSet("name"))
                errors.Required(at, "must not be empty");
        }
    }
}
