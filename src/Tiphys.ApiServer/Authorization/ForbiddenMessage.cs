using Tiphys.Api.Errors;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Authorization;

/// <summary>The 403 of a request that authorization did not allow, worded as clients and people know it.</summary>
public static class ForbiddenMessage
{
    /// <param name="reason">Appended if there is one.</param>
    public static ApiException Of(AuthorizationAttributes attributes, string? reason)
    {
        var detail = Describe(attributes);
        if (!string.IsNullOrEmpty(reason))
            detail = $"{detail}: {reason}";
        return attributes.IsResourceRequest
            ? ApiException.Forbidden(new GroupResource(attributes.Group, attributes.Resource), attributes.Name, detail)
            : new ApiException(403, StatusReason.Forbidden, $"forbidden: {detail}");
    }

    /// <summary><c>User "x" cannot get resource "pods" in API group "" in the namespace "y"</c>.</summary>
    public static string Describe(AuthorizationAttributes attributes)
    {
        if (!attributes.IsResourceRequest)
            return $"User \"{attributes.User.Name}\" cannot {attributes.Verb} path \"{attributes.Path}\"";
        var resource = attributes.Subresource.Length == 0 ? attributes.Resource : $"{attributes.Resource}/{attributes.Subresource}";
        var scope = attributes.Namespace.Length == 0 ? "at the cluster scope" : $"in the namespace \"{attributes.Namespace}\"";
        return $"User \"{attributes.User.Name}\" cannot {attributes.Verb} resource \"{resource}\" in API group \"{attributes.Group}\" {scope}";
    }
}
