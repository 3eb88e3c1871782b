using System.Globalization;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Webhooks;

/// <summary>A webhook's answer, read strictly.</summary>
/// <param name="Refusal">The error the client gets; null if it allows.</param>
/// <param name="Patch">An RFC 6902 patch; empty for none.</param>
internal sealed record WebhookVerdict(ApiException? Refusal, ReadOnlyMemory<byte> Patch, IReadOnlyList<string> Warnings, DocObject AuditAnnotations)
{
    /// <exception cref="WebhookCallException">The answer is not one to this request.</exception>
    public static WebhookVerdict Read(DocObject review, string webhook, string uid, bool mayPatch)
    {
        if (review.GetString("kind") != "AdmissionReview" || review.GetString("apiVersion") != AdmissionReview.ApiVersion || review.GetObject("response") is not { } response)
            throw new WebhookCallException($"expected response to be {AdmissionReview.ApiVersion}, Kind=AdmissionReview");
        if (response.GetString("uid") != uid)
            throw new WebhookCallException($"expected response.uid=\"{uid}\"");
        var allowed = response.GetBool("allowed") == true;
        return new(
            allowed ? null : Refused(response.GetObject("status") ?? new DocObject(), webhook),
            allowed && mayPatch ? PatchOf(response) : default,
            [.. response.StringsAt("warnings")],
            response.GetObject("auditAnnotations") ?? new DocObject());
    }

    private static ReadOnlyMemory<byte> PatchOf(DocObject response)
    {
        var encoded = response.StringAt("patch");
        if (encoded.Length == 0)
            return default;
        if (response.GetString("patchType") != "JSONPatch")
            throw new WebhookCallException("webhook returned response.patch but not response.patchType=JSONPatch");
        try
        {
            return Convert.FromBase64String(encoded);
        }
        catch (FormatException e)
        {
            throw new WebhookCallException("response.patch is not base64", e);
        }
    }

    private static ApiException Refused(DocObject status, string webhook)
    {
        var message = status.StringAt("message");
        var reason = status.StringAt("reason");
        var code = Math.Max(400, (int)Math.Clamp(status.GetInt64("code") ?? 0, 0, 599));
        var why = message.Length > 0 ? $": {message}" : reason.Length > 0 ? $": {reason}" : " without explanation";
        return new ApiException(code, reason, string.Create(CultureInfo.InvariantCulture, $"admission webhook \"{webhook}\" denied the request{why}"));
    }
}
