using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Environment variables and where their values come from.</summary>
internal static class EnvironmentRules
{
    private static readonly string[] Sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];

    private static readonly string[] VariableFields =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs",
        "status.podIP", "status.podIPs",
    ];

    private static readonly string[] VolumeFields = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

    public static void Validate(DocObject container, FieldPath path, FieldErrors errors)
    {
        foreach (var (variable, at) in container.Items("env", path))
        {
            if (!variable.IsSet("name"))
                errors.Required(at.Child("name"));
            else
                errors.InvalidIf(NameFormats.EnvironmentVariable(variable.Text("name")), at.Child("name"), variable["name"]);
            if (variable.GetObject("valueFrom") is { } source)
                ValidateSource(source, variable.IsSet("value"), at.Child("valueFrom"), errors);
        }

        foreach (var (source, at) in container.Items("envFrom", path))
            ValidateFrom(source, path.Child("envFrom"), at, errors);
    }

    /// <summary>A field of the pod, as a variable or in a volume.</summary>
    public static void ValidateFieldRef(DocObject reference, bool inVolume, FieldPath path, FieldErrors errors)
    {
        errors.RequiredText(reference, "apiVersion", path);
        var field = reference.Text("fieldPath");
        if (field.Length == 0)
        {
            errors.Required(path.Child("fieldPath"));
            return;
        }

        var bracket = field.IndexOf('[');
        if (bracket > 0)
        {
            ValidateSubscript(field, bracket, path.Child("fieldPath"), errors);
            return;
        }

        var supported = inVolume ? VolumeFields : VariableFields;
        if (reference.IsSet("apiVersion") && reference.Text("apiVersion") != "v1")
            errors.Invalid(path.Child("fieldPath"), field, $"error converting fieldPath: unsupported pod version: {reference.Text("apiVersion")}");
        else if (!VariableFields.Contains(field) && !VolumeFields.Contains(field))
            errors.Invalid(path.Child("fieldPath"), field, $"error converting fieldPath: field label not supported: {field}");
        else if (!supported.Contains(field))
            errors.NotSupported(path.Child("fieldPath"), field, supported);
    }

    /// <summary>A container's resource, as a variable or in a volume.</summary>
    public static void ValidateResourceRef(DocObject reference, bool inVolume, FieldPath path, FieldErrors errors)
    {
        if (inVolume && !reference.IsSet("containerName"))
        {
            errors.Required(path.Child("containerName"));
            return;
        }

        var resource = reference.Text("resource");
        if (resource.Length == 0)
            errors.Required(path.Child("resource"));
        else if (!IsContainerResource(resource))
            errors.NotSupported(path.Child("resource"), resource, "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory");
        else
            ValidateDivisor(resource, reference.Text("divisor"), path.Child("divisor"), errors);
    }

    private static void ValidateDivisor(string resource, string divisor, FieldPath path, FieldErrors errors)
    {
        if (divisor is "" or "0")
            return;
        var isCpu = resource.EndsWith(".cpu", StringComparison.Ordinal);
        if (isCpu && divisor is not ("1m" or "1"))
            errors.Invalid(path, resource, "only divisor's values 1m and 1 are supported with the cpu resource");
        else if (!isCpu && divisor is not ("1" or "1k" or "1M" or "1G" or "1T" or "1P" or "1E" or "1Ki" or "1Mi" or "1Gi" or "1Ti" or "1Pi" or "1Ei"))
            errors.Invalid(path, resource, $"only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are supported with the {resource[(resource.IndexOf('.') + 1)..]} resource");
    }

    private static bool IsContainerResource(string resource)
    {
        var dot = resource.IndexOf('.');
        return dot > 0 && resource[..dot] is "limits" or "requests"
            && (resource[(dot + 1)..] is "cpu" or "memory" or "ephemeral-storage" || resource[(dot + 1)..].StartsWith("hugepages-", StringComparison.Ordinal));
    }

    private static void ValidateSubscript(string field, int bracket, FieldPath path, FieldErrors errors)
    {
        var map = field[..bracket];
        var key = field[(bracket + 1)..].TrimEnd(']').Trim('\'', '"');
        if (map is not ("metadata.labels" or "metadata.annotations"))
            errors.Invalid(path, field, "does not support subscript");
        else
            errors.InvalidIf(NameFormats.QualifiedName(map == "metadata.annotations" ? key.ToLowerInvariant() : key), path, key);
    }

    private static void ValidateSource(DocObject source, bool hasValue, FieldPath path, FieldErrors errors)
    {
        var given = Sources.Where(name => source.GetObject(name) is not null).ToArray();
        if (source.GetObject("fieldRef") is { } field)
            ValidateFieldRef(field, inVolume: false, path.Child("fieldRef"), errors);
        if (source.GetObject("resourceFieldRef") is { } resource)
            ValidateResourceRef(resource, inVolume: false, path.Child("resourceFieldRef"), errors);
        foreach (var name in (string[])["configMapKeyRef", "secretKeyRef"])
        {
            if (source.GetObject(name) is { } reference)
                ValidateKeyRef(reference, path.Child(name), errors);
        }

        if (source.GetObject("fileKeyRef") is { } file)
            ValidateFileRef(file, path.Child("fileKeyRef"), errors);
        if (given.Length == 0)
            errors.Invalid(path, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
        else if (hasValue)
            errors.Invalid(path, "", "may not be specified when `value` is not empty");
        else if (given.Length > 1)
            errors.Invalid(path, "", "may not have more than one field specified at a time");
    }

    private static void ValidateFileRef(DocObject reference, FieldPath path, FieldErrors errors)
    {
        if (!reference.IsSet("key"))
            errors.Required(path.Child("key"));
        else
            errors.InvalidIf(NameFormats.EnvironmentVariable(reference.Text("key")), path.Child("key"), reference["key"]);
        if (!reference.IsSet("volumeName"))
            errors.Required(path.Child("volumeName"));
        else
            errors.InvalidIf(NameFormats.Label1123(reference.Text("volumeName")), path.Child("volumeName"), reference["volumeName"]);
        if (!reference.IsSet("path"))
            errors.Required(path.Child("path"));
        else
            SharedRules.NoBackSteps(errors, reference.Text("path"), path.Child("path"));
    }

    /// <summary>Files that hold variables are in volumes of the pod's own, empty at first.</summary>
    public static void ValidateFileVolumes(DocObject spec, FieldPath path, FieldErrors errors)
    {
        foreach (var list in (string[])["initContainers", "containers", "ephemeralContainers"])
        {
            foreach (var (variable, at) in spec.Items(list, path).SelectMany(container => container.Item.Items("env", container.Path)))
            {
                if (variable.GetPath("valueFrom", "fileKeyRef") is not DocObject reference)
                    continue;
                var name = reference.Text("volumeName");
                var place = at.Child("valueFrom", "fileKeyRef", "volumeName");
                var volume = spec.Items("volumes", path).Select(entry => entry.Item).LastOrDefault(entry => entry.Text("name") == name);
                if (volume is null)
                    errors.NotFound(place, name);
                else if (volume.GetObject("emptyDir") is null)
                    errors.Invalid(place, name, "referenced volume must be of type emptyDir");
            }
        }
    }

    private static void ValidateKeyRef(DocObject reference, FieldPath path, FieldErrors errors)
    {
        errors.InvalidIf(NameFormats.Subdomain(reference.Text("name")), path.Child("name"), reference.Text("name"));
        if (!reference.IsSet("key"))
            errors.Required(path.Child("key"));
        else
            errors.InvalidIf(NameFormats.ConfigKey(reference.Text("key")), path.Child("key"), reference["key"]);
    }

    private static void ValidateFrom(DocObject source, FieldPath list, FieldPath path, FieldErrors errors)
    {
        if (source.IsSet("prefix"))
            errors.InvalidIf(NameFormats.EnvironmentVariable(source.Text("prefix")), path.Child("prefix"), source["prefix"]);
        var count = 0;
        foreach (var name in (string[])["configMapRef", "secretRef"])
        {
            if (source.GetObject(name) is not { } reference)
                continue;
            count++;
            if (!reference.IsSet("name"))
                errors.Required(path.Child(name, "name"));
            else
                errors.InvalidIf(NameFormats.Subdomain(reference.Text("name")), path.Child(name, "name"), reference["name"]);
        }

        if (count == 0)
            errors.Invalid(list, "", "must specify one of: `configMapRef` or `secretRef`");
        else if (count > 1)
            errors.Invalid(list, "", "may not have more than one field specified at a time");
    }
}
