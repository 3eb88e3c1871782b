using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Networking;

/// <summary>An Ingress that names no class gets the default one.</summary>
internal sealed class DefaultIngressClass(IObjectReader reader) : IAdmissionPlugin
{
    private const string Annotation = "ingressclass.kubernetes.io/is-default-class";
    private const string LegacyClassAnnotation = "kubernetes.io/ingress.class";
    private static readonly GroupResource Ingresses = new("networking.k8s.io", "ingresses");

    public string Name => "DefaultIngressClass";

    public bool Handles(AdmissionAttributes attributes) => attributes.Is(Ingresses) && attributes.IsCreate;

    public ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var ingress = attributes.Object!;
        var spec = ingress.GetOrAddObject("spec");
        if (spec["ingressClassName"] is not (null or DocNull) || ingress.Annotation(LegacyClassAnnotation) is not null)
            return ValueTask.CompletedTask;
        if (DefaultClass.Find(reader, BuiltInResources.IngressClasses, Annotation) is { } standard)
            spec["ingressClassName"] = standard.ObjectName;
        return ValueTask.CompletedTask;
    }
}
