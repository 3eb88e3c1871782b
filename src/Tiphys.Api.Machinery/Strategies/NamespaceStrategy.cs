using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Strategies;

/// <summary>Namespaces keep a finalizer of the server until their content is gone.</summary>
internal static class NamespaceStrategy
{
    private const string Finalizer = "kubernetes";

    public static void Create(DocObject @namespace)
    {
        var spec = @namespace.GetOrAddObject("spec");
        var finalizers = spec.GetArray("finalizers") ?? [];
        if (!finalizers.Strings().Contains(Finalizer))
            finalizers.Add(Finalizer);
        spec["finalizers"] = finalizers;
    }

    public static void Update(DocObject updated, DocObject old) =>
        updated.GetOrAddObject("spec")["finalizers"] = old.GetPath("spec", "finalizers")?.DeepClone();
}
