using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Networking;

/// <summary>Nobody adds external addresses to a Service: they take other people's traffic (CVE-2020-8554). Off by default, as upstream has it.</summary>
internal sealed class DenyServiceExternalIPs : IAdmissionPlugin
{
    public string Name => "DenyServiceExternalIPs";

    public bool Handles(AdmissionAttributes attributes) => attributes.Is(BuiltInResources.Services) && (attributes.IsCreate || attributes.IsUpdate);

    public ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var old = attributes.OldObject?.StringsAt("spec", "externalIPs").ToHashSet() ?? [];
        if (attributes.Object!.StringsAt("spec", "externalIPs").Any(address => !old.Contains(address)))
            throw attributes.Forbidden("Use of external IPs is denied by admission control.");
        return ValueTask.CompletedTask;
    }
}
