using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>Warnings of a pod or a pod template.</summary>
/// <param name="path">Where the pod or template is.</param>
internal sealed class PodWarnings(FieldPath path, bool isTemplate, List<string> warnings)
{
    private const string SeccompPod = "seccomp.security.alpha.kubernetes.io/pod";

    private static readonly (string Key, string Text)[] DeprecatedAnnotations =
    [
        ("scheduler.alpha.kubernetes.io/critical-pod", "non-functional in v1.16+; use the \"priorityClassName\" field instead"),
        ("security.alpha.kubernetes.io/sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
        ("security.alpha.kubernetes.io/unsafe-sysctls", "non-functional in v1.11+; use the \"sysctls\" field instead"),
    ];

    private readonly FieldPath _spec = path.Child("spec");

    /// <param name="pod">The pod, or the template.</param>
    public void Add(DocObject pod)
    {
        var spec = pod.GetObject("spec") ?? [];
        var annotations = pod.GetPath("metadata", "annotations") as DocObject ?? [];
        new PodPlacementWarnings(_spec, warnings).AddLabels(spec);
        foreach (var (key, text) in DeprecatedAnnotations)
        {
            if (annotations.ContainsKey(key))
                warnings.Add($"{Annotation(key)}: {text}");
        }

        new VolumeWarnings(_spec.Child("volumes"), warnings).Add(spec);
        AddDoubles(spec);
        foreach (var name in (string[])["memory", "ephemeral-storage"])
            StorageWarnings.Fraction(spec.GetObject("overhead"), name, _spec.Child("overhead"), warnings);
        AddContainers(spec, annotations);
        new ContainerPortWarnings(warnings).Add(PodContainers.Of(spec, _spec).ToArray());
        if (spec.GetInt64("terminationGracePeriodSeconds") is < 0)
            warnings.Add($"{_spec.Child("terminationGracePeriodSeconds")}: must be >= 0; negative values are invalid and will be treated as 1");
        new PodPlacementWarnings(_spec, warnings).AddSelectors(spec);
        AddAddresses(spec);
    }

    private string Annotation(string key) => path.Child("metadata", "annotations").Key(key).ToString();

    private void AddDoubles(DocObject spec)
    {
        Doubles(spec, "hostAliases", "ip");
        Doubles(spec, "imagePullSecrets", "name");
        var index = 0;
        foreach (var secret in spec.ObjectsOf("imagePullSecrets"))
        {
            if (string.IsNullOrEmpty(secret.GetString("name")))
                warnings.Add($"{_spec.Child("imagePullSecrets").Index(index)}.name: invalid empty name \"\"");
            index++;
        }
    }

    private void Doubles(DocObject spec, string list, string key)
    {
        var seen = new HashSet<string>();
        var index = 0;
        foreach (var entry in spec.ObjectsOf(list))
        {
            if (!seen.Add(entry.GetString(key) ?? ""))
                warnings.Add($"{_spec.Child(list).Index(index).Child(key)}: duplicate {key} \"{entry.GetString(key)}\"");
            index++;
        }
    }

    private void AddContainers(DocObject spec, DocObject annotations)
    {
        if (spec.GetPath("securityContext", "seccompProfile") is not DocObject && annotations.ContainsKey(SeccompPod))
            warnings.Add($"{Annotation(SeccompPod)}: non-functional in v1.27+; use the \"seccompProfile\" field instead");
        foreach (var (container, at) in PodContainers.Of(spec, _spec))
        {
            AddAnnotations(container, annotations, spec.GetPath("securityContext", "appArmorProfile") as DocObject);
            foreach (var resource in (string[])["memory", "ephemeral-storage"])
            {
                foreach (var bound in (string[])["limits", "requests"])
                    StorageWarnings.Fraction(container.GetPath("resources", bound) as DocObject, resource, at.Child("resources", bound), warnings);
            }

            AddHiddenVariables(container, at);
        }
    }

    private void AddAnnotations(DocObject container, DocObject annotations, DocObject? podProfile)
    {
        var name = container.GetString("name");
        var seccomp = $"container.seccomp.security.alpha.kubernetes.io/{name}";
        if (container.GetPath("securityContext", "seccompProfile") is not DocObject && annotations.ContainsKey(seccomp))
            warnings.Add($"{Annotation(seccomp)}: non-functional in v1.27+; use the \"seccompProfile\" field instead");
        var appArmor = $"container.apparmor.security.beta.kubernetes.io/{name}";
        if (isTemplate && container.GetPath("securityContext", "appArmorProfile") is not DocObject
            && annotations.GetString(appArmor) is { } profile && !IsProfile(podProfile, profile))
            warnings.Add($"{Annotation(appArmor)}: deprecated since v1.30; use the \"appArmorProfile\" field instead");
    }

    private static bool IsProfile(DocObject? profile, string annotation) => (profile?.GetString("type"), annotation) switch
    {
        ("Unconfined", "unconfined") or ("RuntimeDefault", "runtime/default") => true,
        ("Localhost", _) => annotation == "localhost/" + profile!.GetString("localhostProfile"),
        _ => false,
    };

    // A variable that is set again is fine only if its new value is made from the old one.
    private void AddHiddenVariables(DocObject container, FieldPath at)
    {
        var seen = new HashSet<string>();
        var index = 0;
        foreach (var variable in container.ObjectsOf("env"))
        {
            var name = variable.GetString("name") ?? "";
            var value = variable.GetString("value") ?? "";
            var reference = $"$({name})";
            if (!seen.Add(name) && (variable["valueFrom"] is DocObject || value == reference || !value.Contains(reference, StringComparison.Ordinal)))
                warnings.Add($"{at.Child("env").Index(index)}: hides previous definition of \"{name}\", which may be dropped when using apply");
            index++;
        }
    }

    private void AddAddresses(DocObject spec)
    {
        var servers = (spec.GetPath("dnsConfig", "nameservers") as DocArray)?.Strings().ToArray() ?? [];
        for (var i = 0; i < servers.Length; i++)
            AddressWarnings.Address(_spec.Child("dnsConfig", "nameservers").Index(i), servers[i], warnings);
        var index = 0;
        foreach (var alias in spec.ObjectsOf("hostAliases"))
            AddressWarnings.Address(_spec.Child("hostAliases").Index(index++).Child("ip"), alias.GetString("ip"), warnings);
    }
}
