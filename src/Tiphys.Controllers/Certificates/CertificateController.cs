using k8s.Models;
using Tiphys.Client.Informers;
using Tiphys.Client.Objects;
using Tiphys.Client.Reconcilers;
using Tiphys.Client.Requests;
using Tiphys.Controllers.Runtime;

namespace Tiphys.Controllers.Certificates;

/// <summary>Approves what nodes ask for themselves, signs what is approved, and clears up old requests.</summary>
internal sealed class CertificateController : KeyedController
{
    private static readonly TimeSpan KeepSigned = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeepPending = TimeSpan.FromHours(24);
    private readonly CertificateSigner? _signer;
    private readonly ObjectCache<V1CertificateSigningRequest> _requests;
    private readonly ObjectCache<V1Node> _nodes;

    public CertificateController(ControllerContext context)
        : base(context, "certificatesigningrequest-controller", workers: 1)
    {
        _signer = context.Options is { SigningCaPem: { } ca, SigningKeyPem: { } key } ? new(ca, key) : null;
        _nodes = Follow<V1Node>();
        _requests = WatchOwn<V1CertificateSigningRequest>();
    }

    public override async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_requests.Get(key) is not { } csr)
            return ReconcileResult.Done;
        if (!Has(csr, "Approved") && !Has(csr, "Denied") && await MayApproveAsync(csr, cancellationToken).ConfigureAwait(false) is { } why)
            csr = await ApproveAsync(csr, why, cancellationToken).ConfigureAwait(false);
        if (_signer is not null && Has(csr, "Approved") && !Has(csr, "Denied") && !Has(csr, "Failed")
            && csr.Status?.Certificate is not { Length: > 0 } && CertificateSigner.IsOurs(csr.Spec.SignerName))
            csr = await SignAsync(csr, cancellationToken).ConfigureAwait(false);
        return await CleanAsync(csr, cancellationToken).ConfigureAwait(false);
    }

    private static bool Has(V1CertificateSigningRequest csr, string type) =>
        csr.Status?.Conditions?.Any(condition => condition.Type == type && condition.Status is "True" or null) == true;

    private async Task<V1CertificateSigningRequest> SignAsync(V1CertificateSigningRequest csr, CancellationToken cancellationToken)
    {
        var status = csr.Status;
        try
        {
            status = status with { Certificate = _signer!.Sign(csr, Context.Time.GetUtcNow()) };
        }
        catch (CertificateRequestException e)
        {
            status = status with { Conditions = [.. status.Conditions, Condition("Failed", "SignerValidationFailure", e.Message)] };
        }

        return await Client.For<V1CertificateSigningRequest>().UpdateStatusAsync(csr with { Status = status }, cancellationToken).ConfigureAwait(false);
    }

    private Task<V1CertificateSigningRequest> ApproveAsync(V1CertificateSigningRequest csr, string why, CancellationToken cancellationToken)
    {
        var status = (csr.Status ?? new()) with { Conditions = [.. csr.Status?.Conditions ?? [], Condition("Approved", "AutoApproved", why)] };
        return Client.For<V1CertificateSigningRequest>().UpdateSubresourceAsync(csr with { Status = status }, "approval", cancellationToken);
    }

    private V1CertificateSigningRequestCondition Condition(string type, string reason, string message) => new()
    {
        Type = type,
        Status = "True",
        Reason = reason,
        Message = message,
        LastUpdateTime = Now,
        LastTransitionTime = Now,
    };

    /// <returns>Why the request is approved without anybody being asked; null if it is not.</returns>
    private async Task<string?> MayApproveAsync(V1CertificateSigningRequest csr, CancellationToken cancellationToken)
    {
        CertificateSubject subject;
        try
        {
            subject = CertificateSubject.Of(csr.Spec.Request);
        }
        catch (CertificateRequestException)
        {
            return null;
        }

        if (csr.Spec.SignerName == CertificateSigner.KubeletServing)
            return IsOwnServing(csr, subject) ? "Auto approving a serving certificate for the node's own addresses" : null;
        if (csr.Spec.SignerName != CertificateSigner.KubeletClient || !subject.IsNode || subject.HasNames)
            return null;
        var own = csr.Spec.Username == subject.CommonName;
        if (own && await IsAllowedAsync(csr, "selfnodeclient", cancellationToken).ConfigureAwait(false))
            return "Auto approving self kubelet client certificate after SubjectAccessReview.";
        return await IsAllowedAsync(csr, "nodeclient", cancellationToken).ConfigureAwait(false)
            ? "Auto approving kubelet client certificate after SubjectAccessReview."
            : null;
    }

    /// <summary>A node may have a certificate for exactly the names and addresses that its Node object shows.</summary>
    private bool IsOwnServing(V1CertificateSigningRequest csr, CertificateSubject subject)
    {
        if (!subject.IsNode || csr.Spec.Username != subject.CommonName || csr.Spec.Groups?.Contains("system:nodes") != true)
            return false;
        var node = _nodes.Get("", subject.NodeName);
        var known = (node?.Status?.Addresses ?? []).Select(address => address.Address).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return known.Count > 0 && subject.Names.Count > 0 && subject.Names.All(known.Contains);
    }

    private async Task<bool> IsAllowedAsync(V1CertificateSigningRequest csr, string subresource, CancellationToken cancellationToken)
    {
        var review = new V1SubjectAccessReview
        {
            ApiVersion = "authorization.k8s.io/v1",
            Kind = "SubjectAccessReview",
            Metadata = new(),
            Spec = new()
            {
                User = csr.Spec.Username,
                Uid = csr.Spec.Uid,
                Groups = csr.Spec.Groups,
                Extra = csr.Spec.Extra,
                ResourceAttributes = new()
                {
                    Group = "certificates.k8s.io",
                    Resource = "certificatesigningrequests",
                    Verb = "create",
                    Subresource = subresource,
                    Version = "*",
                },
            },
        };
        var answer = await Client.PostAsync("/apis/authorization.k8s.io/v1/subjectaccessreviews", review, cancellationToken).ConfigureAwait(false);
        return answer.Status?.Allowed == true;
    }

    private async Task<ReconcileResult> CleanAsync(V1CertificateSigningRequest csr, CancellationToken cancellationToken)
    {
        var decided = csr.Status?.Conditions?.Select(condition => condition.LastUpdateTime).Max();
        var until = decided is { } at ? at + KeepSigned : csr.Metadata.CreationTimestamp + KeepPending;
        if (until is not { } end)
            return ReconcileResult.Done;
        var left = end - Now;
        if (left > TimeSpan.Zero)
            return ReconcileResult.Later(left);
        await Client.For<V1CertificateSigningRequest>()
            .TryDeleteAsync(null, csr.Metadata.Name, cancellationToken, DeleteQuery.Default with { Uid = csr.Metadata.Uid }).ConfigureAwait(false);
        return ReconcileResult.Done;
    }
}
