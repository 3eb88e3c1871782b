using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Containers of every sort and what must hold among them.</summary>
internal static class ContainerRules
{
    private static readonly string[] NotEphemeral =
        ["ports", "resources", "resizePolicy", "restartPolicy", "restartPolicyRules", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle"];

    public static void ValidateAll(DocObject spec, IReadOnlySet<string> volumes, FieldPath path, FieldErrors errors)
    {
        var names = new HashSet<string>();
        if (spec.GetArray("containers") is not { Count: > 0 })
            errors.Required(path.Child("containers"));
        foreach (var (container, at) in spec.Items("containers", path))
        {
            Validate(container, volumes, names, spec, at, errors);
            ProbeRules.ValidateContainer(container, GraceOf(spec), at, errors);
            RestartRules.Validate(container, at, errors);
        }

        foreach (var (container, at) in spec.Items("initContainers", path))
        {
            Validate(container, volumes, names, spec, at, errors);
            ValidateInit(container, GraceOf(spec), at, errors);
        }

        foreach (var (container, at) in spec.Items("ephemeralContainers", path))
            ValidateEphemeral(container, spec, volumes, names, at, errors);
        ValidateHostPorts(spec, path, errors);
        EnvironmentRules.ValidateFileVolumes(spec, path, errors);
    }

    private static void Validate(DocObject container, IReadOnlySet<string> volumes, HashSet<string> names, DocObject spec, FieldPath path, FieldErrors errors)
    {
        ValidateName(container, names, path, errors);
        if (container.Text("image") is not { Length: > 0 } image)
            errors.Required(path.Child("image"));
        else if (image.Trim() != image)
            errors.Invalid(path.Child("image"), image, "must not have leading or trailing whitespace");
        errors.OneOf(container, "imagePullPolicy", path, "Always", "IfNotPresent", "Never");
        errors.RequiredText(container, "terminationMessagePath", path);
        errors.OneOf(container, "terminationMessagePolicy", path, "File", "FallbackToLogsOnError");
        PortRules.Validate(container, spec.GetBool("hostNetwork") == true, path, errors);
        EnvironmentRules.Validate(container, path, errors);
        MountRules.Validate(container, spec, volumes, path, errors);
        ResourceRules.Validate(container.GetObject("resources"), path.Child("resources"), errors);
        ContainerSecurityRules.Validate(container.GetObject("securityContext"), spec.GetBool("hostUsers") != false, path.Child("securityContext"), errors);
        ValidateResize(container, path, errors);
        ContainerClaimRules.Validate(container.GetObject("resources"), spec, path.Child("resources"), errors);
    }

    // All but a doubled resource is told of the list, not of its element.
    private static void ValidateResize(DocObject container, FieldPath path, FieldErrors errors)
    {
        var list = path.Child("resizePolicy");
        var seen = new HashSet<string>();
        foreach (var (policy, at) in container.Items("resizePolicy", path))
        {
            if (!seen.Add(policy.Text("resourceName")))
                errors.Duplicate(at, policy["resourceName"]);
            Choice(policy, "resourceName", list, errors, "cpu", "memory");
            Choice(policy, "restartPolicy", list, errors, "NotRequired", "RestartContainer");
        }
    }

    private static void Choice(DocObject policy, string name, FieldPath path, FieldErrors errors, params string[] supported)
    {
        if (!policy.IsSet(name))
            errors.Required(path);
        else if (!supported.Contains(policy.Text(name)))
            errors.NotSupported(path, policy[name], supported);
    }

    private static void ValidateName(DocObject container, HashSet<string> names, FieldPath path, FieldErrors errors)
    {
        var name = container.Text("name");
        if (name.Length == 0)
            errors.Required(path.Child("name"));
        else if (NameFormats.Label1123(name) is { } wrong)
            errors.InvalidIf(wrong, path.Child("name"), name);
        else if (!names.Add(name))
            errors.Duplicate(path.Child("name"), name);
    }

    private static long? GraceOf(DocObject spec) => spec.GetInt64("terminationGracePeriodSeconds");

    private static void ValidateInit(DocObject container, long? grace, FieldPath path, FieldErrors errors)
    {
        RestartRules.ValidateInit(container, path, errors);
        if (container.Text("restartPolicy") == "Always")
        {
            ProbeRules.ValidateContainer(container, grace, path, errors);
            return;
        }

        foreach (var name in (string[])["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container.GetObject(name) is not null)
                errors.Forbidden(path.Child(name), "may not be set for init containers without restartPolicy=Always");
        }
    }

    private static void ValidateEphemeral(
        DocObject container,
        DocObject spec,
        IReadOnlySet<string> volumes,
        HashSet<string> names,
        FieldPath path,
        FieldErrors errors)
    {
        Validate(container, volumes, names, spec, path, errors);
        var target = container.Text("targetContainerName");
        var known = (spec.GetArray("containers")?.Objects() ?? []).Concat(spec.GetArray("initContainers")?.Objects() ?? []);
        if (target.Length > 0 && known.All(other => other.Text("name") != target))
            errors.NotFound(path.Child("targetContainerName"), target);
        foreach (var name in NotEphemeral.Where(container.ContainsKey))
        {
            if (name != "resources" || container.GetObject(name) is { Count: > 0 })
                errors.Forbidden(path.Child(name), "cannot be set for an Ephemeral Container");
        }

        foreach (var (mount, at) in container.Items("volumeMounts", path))
        {
            foreach (var name in ((string[])["subPath", "subPathExpr"]).Where(mount.IsSet))
                errors.Forbidden(at.Child(name), "cannot be set for an Ephemeral Container");
        }
    }

    private static void ValidateHostPorts(DocObject spec, FieldPath path, FieldErrors errors)
    {
        var used = new HashSet<string>();
        foreach (var (container, at) in spec.Items("containers", path))
        {
            foreach (var (port, portAt) in container.Items("ports", at))
            {
                if (port.GetInt64("hostPort") is { } number and not 0 && !used.Add($"{port.Text("protocol")}/{port.Text("hostIP")}/{number}"))
                    errors.Duplicate(portAt.Child("hostPort"), $"{port.Text("protocol")}/{port.Text("hostIP")}/{number}");
            }
        }
    }
}
