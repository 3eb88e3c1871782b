using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Validation.Pods;

/// <summary>Probes and lifecycle handlers.</summary>
internal static class ProbeRules
{
    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc"];

    /// <param name="grace">Seconds the pod has to end, which a sleep must fit into; null if it is not known.</param>
    public static void ValidateContainer(DocObject container, long? grace, FieldPath path, FieldErrors errors)
    {
        foreach (var name in (string[])["postStart", "preStop"])
        {
            if (container.GetPath("lifecycle", name) is DocObject handler)
                ValidateHandler(handler, isLifecycle: true, grace, path.Child("lifecycle", name), errors);
        }

        foreach (var name in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container.GetObject(name) is { } probe)
                ValidateProbe(probe, name, path.Child(name), errors);
        }
    }

    private static void ValidateProbe(DocObject probe, string name, FieldPath path, FieldErrors errors)
    {
        ValidateHandler(probe, isLifecycle: false, null, path, errors);
        foreach (var field in (string[])["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"])
            errors.NonNegative(probe, field, path);
        if (name != "readinessProbe" && probe.GetInt64("successThreshold") is { } threshold and not 1)
            errors.Invalid(path.Child("successThreshold"), threshold, "must be 1");
        if (probe.GetInt64("terminationGracePeriodSeconds") is not { } grace)
            return;
        if (grace <= 0)
            errors.Invalid(path.Child("terminationGracePeriodSeconds"), grace, "must be greater than 0");
        if (name == "readinessProbe")
            errors.Invalid(path.Child("terminationGracePeriodSeconds"), grace, "must not be set for readinessProbes");
    }

    private static void ValidateHandler(DocObject handler, bool isLifecycle, long? grace, FieldPath path, FieldErrors errors)
    {
        var allowed = isLifecycle ? [.. Handlers[..3], "sleep"] : Handlers;
        var given = allowed.Where(name => handler.GetObject(name) is not null).ToArray();
        if (given.Length == 0)
            errors.Required(path, "must specify a handler type");
        foreach (var extra in given.Skip(1))
            errors.Forbidden(path.Child(extra), "may not specify more than 1 handler type");
        if (given.Length == 0)
            return;
        var action = handler.GetObject(given[0])!;
        var at = path.Child(given[0]);
        switch (given[0])
        {
            case "exec":
                if (action.GetArray("command") is not { Count: > 0 })
                    errors.Required(at.Child("command"));
                break;
            case "httpGet":
                ValidateHttp(action, at, errors);
                break;
            case "tcpSocket":
                SharedRules.PortReference(errors, action["port"], at.Child("port"));
                break;
            case "grpc":
                SharedRules.PortReference(errors, action["port"], at.Child("port"));
                break;
            case "sleep":
                if (grace is { } most && (action.GetInt64("seconds") ?? 0) is var seconds && (seconds < 0 || seconds > most))
                    errors.Invalid(at, seconds, $"must be non-negative and less than terminationGracePeriodSeconds ({most})");
                break;
        }
    }

    private static void ValidateHttp(DocObject action, FieldPath path, FieldErrors errors)
    {
        errors.RequiredText(action, "path", path);
        SharedRules.PortReference(errors, action["port"], path.Child("port"));
        errors.OneOf(action, "scheme", path, "HTTP", "HTTPS");
        foreach (var header in action.GetArray("httpHeaders")?.Objects() ?? [])
        {
            // The error is told of the list, not of its element.
            if (header.Text("name") is not { Length: > 0 } name || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
                errors.Invalid(path.Child("httpHeaders"), header.Text("name"), "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')");
        }
    }
}
