using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Pods;

/// <summary>Brings a RuntimeClass's overhead and scheduling constraints into the pods that name it. Kubernetes docs: "Runtime Class".</summary>
internal sealed class RuntimeClassAdmission(IObjectReader reader) : IAdmissionPlugin
{
    public string Name => "RuntimeClass";

    public bool Handles(AdmissionAttributes attributes) => attributes.Is(BuiltInResources.Pods) && attributes.IsCreate;

    public ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var spec = attributes.Object!.GetOrAddObject("spec");
        if (Find(attributes, spec) is not { } runtimeClass)
            return ValueTask.CompletedTask;
        SetOverhead(attributes, spec, runtimeClass);
        SetScheduling(attributes, spec, runtimeClass);
        return ValueTask.CompletedTask;
    }

    public ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var spec = attributes.Object!.PodSpec;
        var overhead = spec.GetObject("overhead");
        var runtimeClass = Find(attributes, spec);
        if (runtimeClass is null && overhead is { Count: > 0 })
            throw attributes.Forbidden("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
        if (runtimeClass is not null && !(overhead ?? new DocObject()).DeepEquals(OverheadOf(runtimeClass) ?? new DocObject()))
            throw attributes.Forbidden("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        return ValueTask.CompletedTask;
    }

    private DocObject? Find(AdmissionAttributes attributes, DocObject spec)
    {
        var name = spec.StringAt("runtimeClassName");
        if (name.Length == 0)
            return null;
        return reader.Get(BuiltInResources.RuntimeClasses, "", name)?.Decode() ?? throw attributes.Forbidden($"pod rejected: RuntimeClass \"{name}\" not found");
    }

    private static DocObject? OverheadOf(DocObject runtimeClass) => runtimeClass.GetPath("overhead", "podFixed") as DocObject;

    private static void SetOverhead(AdmissionAttributes attributes, DocObject spec, DocObject runtimeClass)
    {
        if (OverheadOf(runtimeClass) is not { } overhead)
            return;
        if (spec.GetObject("overhead") is { Count: > 0 } given && !given.DeepEquals(overhead))
            throw attributes.Forbidden("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        spec["overhead"] = overhead.DeepClone();
    }

    private static void SetScheduling(AdmissionAttributes attributes, DocObject spec, DocObject runtimeClass)
    {
        if (runtimeClass.GetObject("scheduling") is not { } scheduling)
            return;
        foreach (var (key, value) in scheduling.GetObject("nodeSelector") ?? new DocObject())
        {
            var selector = spec.GetOrAddObject("nodeSelector");
            if (selector[key] is { } given && !given.DeepEquals(value))
                throw attributes.Forbidden($"conflict: runtimeClass.scheduling.nodeSelector[{key}] = {(value as DocString)?.Value}; pod.spec.nodeSelector[{key}] = {(given as DocString)?.Value}");
            selector[key] = value;
        }

        foreach (var toleration in scheduling.ObjectsAt("tolerations"))
        {
            if (spec.GetArray("tolerations") is not { } list)
                spec["tolerations"] = list = new DocArray();
            if (!list.Any(toleration.DeepEquals))
                list.Add(toleration);
        }
    }
}
