using Tiphys.Api.Documents;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Pods;

/// <summary>Resolves a pod's priority class into its number, and keeps the default class single. Kubernetes docs: "Pod Priority and Preemption".</summary>
internal sealed class PriorityAdmission(IObjectReader reader) : IAdmissionPlugin
{
    public string Name => "Priority";

    public bool Handles(AdmissionAttributes attributes) =>
        (attributes.Is(BuiltInResources.Pods) && attributes.IsCreate) || (attributes.Is(BuiltInResources.PriorityClasses) && attributes.Object is not null);

    public ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        if (!attributes.Is(BuiltInResources.Pods))
            return ValueTask.CompletedTask;
        var spec = attributes.Object!.GetOrAddObject("spec");
        var (name, priority, policy) = Resolve(attributes, spec.StringAt("priorityClassName"));
        if (spec.GetInt64("priority") is { } given && given != priority)
            throw attributes.Forbidden(
                $"the integer value of priority ({given}) must not be provided in pod spec; priority admission controller computed {priority} from the given PriorityClass name");
        if (spec.GetString("preemptionPolicy") is { } wanted && wanted != policy)
            throw attributes.Forbidden(
                $"the string value of PreemptionPolicy ({wanted}) must not be provided in pod spec; priority admission controller computed {policy} from the given PriorityClass name");
        if (name.Length > 0)
            spec["priorityClassName"] = name;
        spec["priority"] = priority;
        spec["preemptionPolicy"] = policy;
        return ValueTask.CompletedTask;
    }

    public ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        if (attributes.Is(BuiltInResources.PriorityClasses) && attributes.Object!.GetBool("globalDefault") == true)
        {
            var other = Classes().FirstOrDefault(entry => entry.GetBool("globalDefault") == true && entry.ObjectName != attributes.Name);
            if (other is not null)
                throw attributes.Forbidden($"PriorityClass {other.ObjectName} is already marked as default. Only one default can exist");
        }

        return ValueTask.CompletedTask;
    }

    private IEnumerable<DocObject> Classes() => reader.List(BuiltInResources.PriorityClasses, "").Select(stored => stored.Decode());

    private (string Name, long Priority, string Policy) Resolve(AdmissionAttributes attributes, string name)
    {
        if (name.Length > 0)
        {
            var found = reader.Get(BuiltInResources.PriorityClasses, "", name)?.Decode()
                ?? throw attributes.Forbidden($"no PriorityClass with name {name} was found");
            return (name, found.GetInt64("value") ?? 0, PolicyOf(found));
        }

        // Of several defaults, which only direct writes to the store could make, the lowest counts.
        var standard = Classes().Where(entry => entry.GetBool("globalDefault") == true).MinBy(entry => entry.GetInt64("value") ?? 0);
        return standard is null ? ("", 0, "PreemptLowerPriority") : (standard.ObjectName, standard.GetInt64("value") ?? 0, PolicyOf(standard));
    }

    private static string PolicyOf(DocObject priorityClass) => priorityClass.GetString("preemptionPolicy") ?? "PreemptLowerPriority";
}
