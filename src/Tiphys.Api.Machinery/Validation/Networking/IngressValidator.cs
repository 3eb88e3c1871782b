using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Validation.Networking;

/// <summary>Ingresses.</summary>
internal static class IngressValidator
{
    private static readonly FieldPath Spec = FieldPath.Root.Child("spec");
    private static readonly string[] ForbiddenInPaths = ["//", "/./", "/../", "%2f", "%2F"];

    public static readonly KindValidator Validator = new(Create);

    private static void Create(DocObject ingress, FieldErrors errors)
    {
        var spec = ingress.GetObject("spec") ?? [];
        var annotated = (ingress.GetPath("metadata", "annotations") as DocObject)?.IsSet("kubernetes.io/ingress.class") == true;
        if (annotated && spec.ContainsKey("ingressClassName"))
            errors.Invalid(FieldPath.Root.Child("annotations").Child("kubernetes.io/ingress.class"), spec["ingressClassName"], "can not be set when the class field is also set");
        if (spec.GetArray("rules") is not { Count: > 0 } && spec.GetObject("defaultBackend") is null)
            errors.Invalid(Spec, spec["rules"] ?? new DocArray(), "either `defaultBackend` or `rules` must be specified");
        if (spec.GetObject("defaultBackend") is { } backend)
            ValidateBackend(backend, Spec.Child("defaultBackend"), errors);
        if (spec["ingressClassName"] is DocString)
            errors.InvalidIf(NameFormats.Subdomain(spec.Text("ingressClassName")), Spec.Child("ingressClassName"), spec["ingressClassName"]);
        foreach (var (tls, at) in spec.Items("tls", Spec))
        {
            foreach (var (host, hostAt) in tls.Texts("hosts", at))
                errors.InvalidIf(HostError(host), hostAt, host);
            if (tls.IsSet("secretName"))
                errors.InvalidIf(NameFormats.Subdomain(tls.Text("secretName")), at.Child("secretName"), tls["secretName"]);
        }

        foreach (var (rule, at) in spec.Items("rules", Spec))
            ValidateRule(rule, at, errors);
    }

    private static void ValidateRule(DocObject rule, FieldPath path, FieldErrors errors)
    {
        if (rule.Text("host") is { Length: > 0 } host)
            errors.InvalidIf(SharedRules.IsIp(host) ? "must be a DNS name, not an IP address" : HostError(host), path.Child("host"), host);
        if (rule.GetObject("http") is not { } http)
            return;
        var at = path.Child("http");
        if (http.GetArray("paths") is not { Count: > 0 })
            errors.Required(at.Child("paths"));
        foreach (var (entry, entryAt) in http.Items("paths", at))
            ValidatePath(entry, entryAt, errors);
    }

    private static void ValidatePath(DocObject entry, FieldPath path, FieldErrors errors)
    {
        if (entry["pathType"] is not DocString)
        {
            errors.Required(path.Child("pathType"), "pathType must be specified");
            return;
        }

        errors.Supported(entry, "pathType", path, "Exact", "ImplementationSpecific", "Prefix");
        var text = entry.Text("path");
        if (entry.Text("pathType") is "Exact" or "Prefix")
        {
            if (!text.StartsWith('/'))
                errors.Invalid(path.Child("path"), text, "must be an absolute path");
            foreach (var part in ForbiddenInPaths.Where(part => text.Contains(part, StringComparison.Ordinal)))
                errors.Invalid(path.Child("path"), text, $"must not contain '{part}'");
        }
        else if (text.Length > 0 && !text.StartsWith('/'))
        {
            errors.Invalid(path.Child("path"), text, "must be an absolute path");
        }

        ValidateBackend(entry.GetObject("backend") ?? [], path.Child("backend"), errors);
    }

    private static void ValidateBackend(DocObject backend, FieldPath path, FieldErrors errors)
    {
        var service = backend.GetObject("service");
        var resource = backend.GetObject("resource");
        if (service is not null && resource is not null)
        {
            errors.Invalid(path, "", "cannot set both resource and service backends");
            return;
        }

        if (service is null && resource is null)
            errors.Invalid(path, "", "resource or service backend is required");
        if (resource is not null)
            Reference(resource, path.Child("resource"), errors);
        if (service is null)
            return;
        var at = path.Child("service");
        if (!service.IsSet("name"))
            errors.Required(at.Child("name"));
        else
            errors.InvalidIf(NameFormats.Label1123(service.Text("name")), at.Child("name"), service["name"]);
        var port = service.GetObject("port") ?? [];
        var (named, numbered) = (port.IsSet("name"), port.GetInt64("number") is not (null or 0));
        if (named && numbered)
            errors.Invalid(path, "", "cannot set both port name & port number");
        else if (named)
            errors.InvalidIf(NameFormats.PortName(port.Text("name")), at.Child("port", "name"), port["name"]);
        else if (numbered)
            SharedRules.PortNumber(errors, port["number"], at.Child("port", "number"));
        else
            errors.Required(path, "port name or number is required");
    }

    /// <summary>Another object, named by group, kind and name.</summary>
    public static void Reference(DocObject reference, FieldPath path, FieldErrors errors)
    {
        if (reference["apiGroup"] is DocString group)
            errors.InvalidIf(NameFormats.Subdomain(group.Value), path.Child("apiGroup"), group);
        foreach (var name in (string[])["kind", "name"])
        {
            if (!reference.IsSet(name))
                errors.Required(path.Child(name));
            else
                errors.InvalidIf(NameFormats.PathSegment(reference.Text(name)), path.Child(name), reference[name]);
        }
    }

    private static string? HostError(string host) => host.Contains('*') ? NameFormats.WildcardSubdomain(host) : NameFormats.Subdomain(host);
}
