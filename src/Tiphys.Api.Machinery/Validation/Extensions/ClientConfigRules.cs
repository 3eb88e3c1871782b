using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Extensions;

/// <summary>How a webhook is reached.</summary>
internal static class ClientConfigRules
{
    public static void Validate(DocObject config, FieldPath path, FieldErrors errors)
    {
        var service = config.GetObject("service");
        if (config.ContainsKey("url") == service is not null)
            errors.Required(path, "exactly one of url or service is required");
        else if (service is not null)
            ValidateService(service, path.Child("service"), errors);
        else
            ValidateUrl(config.Text("url"), path.Child("url"), errors);
    }

    public static void ValidateService(DocObject service, FieldPath path, FieldErrors errors)
    {
        errors.RequiredText(service, "name", path);
        errors.RequiredText(service, "namespace", path);
        if (service["port"] is { } port)
            SharedRules.PortNumber(errors, port, path.Child("port"));
        if (service.IsSet("path") && !service.Text("path").StartsWith('/'))
            errors.Invalid(path.Child("path"), service["path"], "must start with a '/'");
    }

    private static void ValidateUrl(string text, FieldPath path, FieldErrors errors)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url))
        {
            errors.Required(path, "url must be a valid URL; desired format: https://host[/path]");
            return;
        }

        if (url.Scheme != Uri.UriSchemeHttps)
            errors.Invalid(path, url.Scheme, "'https' is the only allowed URL scheme; desired format: https://host[/path]");
        if (url.Host.Length == 0)
            errors.Invalid(path, url.Host, "host must be specified; desired format: https://host[/path]");
        if (url.UserInfo.Length > 0)
            errors.Invalid(path, "<redacted>", "user information is not permitted in the URL");
        if (url.Fragment.Length > 0)
            errors.Invalid(path, url.Fragment, "fragments are not permitted in the URL");
        if (url.Query.Length > 0)
            errors.Invalid(path, url.Query, "query parameters are not permitted in the URL");
    }
}
