using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of device requests in resource claims: v1 and v1beta2 nest them in <c>exactly</c>, v1beta1 does not.</summary>
internal static class DeviceDefaults
{
    public static void ApplyClaimSpec(DocObject? spec)
    {
        foreach (var request in spec?.GetObject("devices")?.ObjectsOf("requests") ?? [])
        {
            if (request.GetObject("exactly") is { } exactly)
                ApplyRequest(exactly);
            else if (request.GetString("deviceClassName") is { Length: > 0 })
                ApplyRequest(request);
            foreach (var alternative in request.ObjectsOf("firstAvailable"))
                ApplyRequest(alternative);
        }
    }

    private static void ApplyRequest(DocObject request)
    {
        request.SetIfEmpty("allocationMode", "ExactCount");
        if (request.GetString("allocationMode") == "ExactCount")
            request.SetIfZero("count", 1);
    }
}
