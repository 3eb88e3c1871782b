using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>What a TokenRequest may ask for.</summary>
internal static class TokenRequestRules
{
    /// <summary>How conflicts name what they are about: upstream puts the kind where others have the plural.</summary>
    public static readonly GroupResource Kind = new("authentication.k8s.io", "TokenRequest");

    private const long ShortestSeconds = 600;
    private const long LongestSeconds = 1L << 32;

    /// <exception cref="ApiException">Invalid: the body names another account than the path.</exception>
    public static void CheckNames(DocObject body, VirtualCreate request)
    {
        Check("name", body.ObjectName, request.Name, "must match the service account name if specified");
        Check("namespace", body.ObjectNamespace, request.Namespace, "must match the service account namespace if specified");

        void Check(string field, string given, string wanted, string rule)
        {
            if (given.Length > 0 && given != wanted)
                throw Invalid(request.Name, $"metadata.{field}", $"Invalid value: \"{given}\": {rule}");
        }
    }

    /// <exception cref="ApiException">Invalid: the life is too short or too long.</exception>
    public static void CheckSpec(DocObject spec)
    {
        var seconds = spec.GetInt64("expirationSeconds");
        if (seconds is null or < ShortestSeconds)
            throw Invalid("", "spec.expirationSeconds", $"Invalid value: {seconds ?? 0}: may not specify a duration less than 10 minutes");
        if (seconds > LongestSeconds)
            throw Invalid("", "spec.expirationSeconds", $"Invalid value: {seconds}: may not specify a duration larger than 2^32 seconds");
    }

    private static ApiException Invalid(string name, string field, string message) =>
        ApiException.Invalid(Kind.Group, Kind.Resource, name, [new StatusCause("FieldValueInvalid", message, field)]);
}
