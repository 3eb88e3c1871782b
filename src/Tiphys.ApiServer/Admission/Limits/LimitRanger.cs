using Tiphys.Api.Documents;
using Tiphys.ApiServer.Admission.Pods;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Limits;

/// <summary>Gives containers the default requests and limits of their namespace and holds pods and claims to its bounds. Kubernetes docs: "Limit Ranges".</summary>
internal sealed class LimitRanger(IObjectReader reader) : IAdmissionPlugin
{
    private const string Annotation = "kubernetes.io/limit-ranger";

    public string Name => "LimitRanger";

    public bool Handles(AdmissionAttributes attributes)
    {
        if (attributes.Object is null || attributes.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update))
            return false;
        // Of a pod's update only its resize can change amounts, and claims only grow.
        return attributes.Is(BuiltInResources.Pods) ? attributes.IsCreate
            : attributes.Is(BuiltInResources.Pods, "resize") || attributes.Is(BuiltInResources.PersistentVolumeClaims);
    }

    public ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        if (!attributes.Is(BuiltInResources.Pods))
            return ValueTask.CompletedTask;
        foreach (var range in Ranges(attributes.Namespace))
            ApplyDefaults(attributes.Object!, range);
        return ValueTask.CompletedTask;
    }

    public ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        if (attributes.OldObject?.DeletionTimestamp is not null)
            return ValueTask.CompletedTask;
        foreach (var range in Ranges(attributes.Namespace))
        {
            var errors = range.ObjectsAt("spec", "limits").SelectMany(item => Check(attributes, item)).ToArray();
            if (errors.Length > 0)
                throw attributes.Forbidden(errors.Length == 1 ? errors[0] : $"[{string.Join(", ", errors)}]");
        }

        return ValueTask.CompletedTask;
    }

    private IEnumerable<DocObject> Ranges(string ns) => reader.List(BuiltInResources.LimitRanges, ns).Select(stored => stored.Decode());

    private static IEnumerable<string> Check(AdmissionAttributes attributes, DocObject item)
    {
        var target = attributes.Object!;
        if (attributes.Is(BuiltInResources.PersistentVolumeClaims))
            return item.StringAt("type") == "PersistentVolumeClaim" ? LimitRangeRules.CheckClaim(item, ResourceAmounts.Read(target.GetPath("spec", "resources", "requests"))) : [];
        return item.StringAt("type") switch
        {
            "Container" => target.Containers.Concat(target.InitContainers)
                .SelectMany(container => LimitRangeRules.Check(item, "Container", PodAmounts.Read(container, "requests"), PodAmounts.Read(container, "limits"))),
            "Pod" => LimitRangeRules.Check(item, "Pod", PodAmounts.Of(target, "requests"), PodAmounts.Of(target, "limits")),
            _ => [],
        };
    }

    private static void ApplyDefaults(DocObject pod, DocObject range)
    {
        var notes = new List<string>();
        foreach (var item in range.ObjectsAt("spec", "limits").Where(item => item.StringAt("type") == "Container"))
        {
            foreach (var (container, kind) in pod.Containers.Select(entry => (entry, "container")).Concat(pod.InitContainers.Select(entry => (entry, "init container"))))
            {
                Note(Fill(container, "requests", item.GetObject("defaultRequest")), "request", kind, container);
                Note(Fill(container, "limits", item.GetObject("default")), "limit", kind, container);
            }
        }

        if (notes.Count > 0)
            pod.SetAnnotation(Annotation, "LimitRanger plugin set: " + string.Join("; ", notes));

        void Note(IReadOnlyList<string> set, string what, string kind, DocObject container)
        {
            if (set.Count > 0)
                notes.Add($"{string.Join(", ", set)} {what} for {kind} {container.StringAt("name")}");
        }
    }

    private static List<string> Fill(DocObject container, string kind, DocObject? defaults)
    {
        var set = new List<string>();
        foreach (var (name, value) in defaults ?? new DocObject())
        {
            var amounts = container.GetOrAddObject("resources").GetOrAddObject(kind);
            if (amounts.ContainsKey(name))
                continue;
            amounts[name] = value;
            set.Add(name);
        }

        set.Sort(StringComparer.Ordinal);
        return set;
    }
}
