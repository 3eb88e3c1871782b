using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Reviews;

/// <summary>Reads what an access review asks about.</summary>
internal static class ReviewedAttributes
{
    /// <exception cref="ApiException">Invalid: neither or both kinds of attributes are given.</exception>
    public static AuthorizationAttributes Read(DocObject spec, UserInfo user, string kind)
    {
        var resource = spec.GetObject("resourceAttributes");
        var path = spec.GetObject("nonResourceAttributes");
        if (resource is null == path is null)
        {
            throw resource is null
                ? Invalid(kind, "spec.resourceAttributes", "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified")
                : Invalid(kind, "spec.nonResourceAttributes", $"Invalid value: {path}: cannot be specified in combination with resourceAttributes");
        }

        if (resource is null)
            return new AuthorizationAttributes { User = user, Verb = path!.StringAt("verb"), Path = path!.StringAt("path") };
        ReviewedSelectors.EnsureValid(resource, kind);
        return new AuthorizationAttributes
        {
            User = user,
            Verb = resource.StringAt("verb"),
            IsResourceRequest = true,
            Group = resource.StringAt("group"),
            Version = resource.StringAt("version"),
            Resource = resource.StringAt("resource"),
            Subresource = resource.StringAt("subresource"),
            Namespace = resource.StringAt("namespace"),
            Name = resource.StringAt("name"),
            FieldSelector = Selector(resource.GetObject("fieldSelector")),
            LabelSelector = Selector(resource.GetObject("labelSelector")),
        };
    }

    /// <exception cref="ApiException">Invalid: no user and no group.</exception>
    public static UserInfo ReadUser(DocObject spec, string kind)
    {
        var user = UserInfoDocument.Read(spec, "user");
        if (user.Name.Length == 0 && user.Groups.Count == 0)
            throw Invalid(kind, "spec.user", "Invalid value: \"\": at least one of user or group must be specified");
        return user;
    }

    private static ApiException Invalid(string kind, string field, string message) =>
        ApiException.Invalid("authorization.k8s.io", kind, "", [new StatusCause("FieldValueInvalid", message, field)]);

    private static string Selector(DocObject? selector)
    {
        if (selector is null)
            return "";
        var raw = selector.StringAt("rawSelector");
        return raw.Length > 0 ? raw : string.Join(",", selector.ObjectsAt("requirements").Where(IsEquality).Select(entry => $"{entry.StringAt("key")}={entry.StringsAt("values").First()}"));
    }

    /// <summary>The only form an authorizer here narrows by; others do not narrow.</summary>
    private static bool IsEquality(DocObject requirement) => requirement.GetString("operator") == "In" && requirement.StringsAt("values").Count() == 1;
}
