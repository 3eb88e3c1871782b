using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Pods;

/// <summary>Every container pulls its image on start, so that nobody runs another tenant's private image from the node's store. Off by default.</summary>
internal sealed class AlwaysPullImages : IAdmissionPlugin
{
    public string Name => "AlwaysPullImages";

    public bool Handles(AdmissionAttributes attributes) =>
        attributes.Object is not null && (attributes.Is(BuiltInResources.Pods) || attributes.Is(BuiltInResources.Pods, "ephemeralcontainers"));

    public ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        foreach (var container in attributes.Object!.EveryContainer)
            container["imagePullPolicy"] = "Always";
        foreach (var volume in attributes.Object!.ObjectsAt("spec", "volumes"))
        {
            if (volume.GetObject("image") is { } image)
                image["pullPolicy"] = "Always";
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        foreach (var container in attributes.Object!.EveryContainer)
        {
            if (container.GetString("imagePullPolicy") != "Always")
                throw attributes.Forbidden($"spec.containers[{container.StringAt("name")}].imagePullPolicy: Unsupported value: \"{container.StringAt("imagePullPolicy")}\": supported values: \"Always\"");
        }

        return ValueTask.CompletedTask;
    }
}
