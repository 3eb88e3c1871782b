using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of containers, init containers and ephemeral containers.</summary>
internal static class ContainerDefaults
{
    public static void Apply(DocObject container)
    {
        container.SetIfEmpty("imagePullPolicy", ImageReference.PullPolicy(container.GetString("image") ?? ""));
        container.SetIfEmpty("terminationMessagePath", "/dev/termination-log");
        container.SetIfEmpty("terminationMessagePolicy", "File");
        container.SetIfMissing("resources", new DocObject());
        foreach (var port in container.ObjectsOf("ports"))
            port.SetIfEmpty("protocol", "TCP");
        foreach (var variable in container.ObjectsOf("env"))
        {
            if (variable.GetObject("valueFrom") is not { } source)
                continue;
            source.GetObject("fieldRef")?.SetIfEmpty("apiVersion", "v1");
            if (source.GetObject("resourceFieldRef") is { } resource)
                resource.SetIfMissing("divisor", "0");
            source.GetObject("fileKeyRef")?.SetIfMissing("optional", false);
        }

        foreach (var name in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container.GetObject(name) is { } probe)
                ApplyProbe(probe);
        }

        foreach (var name in (string[])["postStart", "preStop"])
        {
            if (container.GetPath("lifecycle", name, "httpGet") is DocObject action)
                ApplyHttpGet(action);
        }
    }

    private static void ApplyProbe(DocObject probe)
    {
        probe.SetIfZero("timeoutSeconds", 1);
        probe.SetIfZero("periodSeconds", 10);
        probe.SetIfZero("successThreshold", 1);
        probe.SetIfZero("failureThreshold", 3);
        if (probe.GetObject("httpGet") is { } action)
            ApplyHttpGet(action);
        probe.GetObject("grpc")?.SetIfMissing("service", "");
    }

    private static void ApplyHttpGet(DocObject action)
    {
        action.SetIfEmpty("path", "/");
        action.SetIfEmpty("scheme", "HTTP");
    }
}
