using Tiphys.Api.Documents;
using Tiphys.Primitives.Quantities;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of pods and of the pod templates in every workload.</summary>
internal static class PodDefaults
{
    public static void Apply(DocObject pod)
    {
        var spec = pod.GetOrAddObject("spec");
        ApplySpec(spec);
        foreach (var container in Containers(spec))
        {
            if (container.GetObject("resources") is { } resources)
                FillRequests(resources, resources.GetObject("limits"));
        }

        ApplyPodResources(spec);
        spec.SetIfMissing("enableServiceLinks", true);
        if (spec.GetBool("hostNetwork") == true)
            ApplyHostPorts(spec);
    }

    public static void ApplyTemplate(DocObject? template)
    {
        if (template is null)
            return;
        template.SetIfMissing("metadata", new DocObject());
        ApplySpec(template.GetOrAddObject("spec"));
    }

    private static void ApplySpec(DocObject spec)
    {
        spec.SetIfEmpty("dnsPolicy", "ClusterFirst");
        spec.SetIfEmpty("restartPolicy", "Always");
        spec.SetIfEmpty("schedulerName", "default-scheduler");
        spec.SetIfMissing("securityContext", new DocObject());
        spec.SetIfMissing("terminationGracePeriodSeconds", 30);
        MirrorServiceAccount(spec);
        foreach (var container in Containers(spec).Concat(spec.ObjectsOf("ephemeralContainers")))
            ContainerDefaults.Apply(container);
        foreach (var volume in spec.ObjectsOf("volumes"))
            VolumeDefaults.Apply(volume);
    }

    // serviceAccount is the deprecated name of serviceAccountName; upstream keeps both alike and lets the new one win.
    private static void MirrorServiceAccount(DocObject spec)
    {
        var name = spec.GetString("serviceAccountName") is { Length: > 0 } current ? current : spec.GetString("serviceAccount");
        if (string.IsNullOrEmpty(name))
            return;
        spec["serviceAccountName"] = name;
        spec["serviceAccount"] = name;
    }

    private static IEnumerable<DocObject> Containers(DocObject spec) => spec.ObjectsOf("containers").Concat(spec.ObjectsOf("initContainers"));

    private static void FillRequests(DocObject resources, DocObject? from)
    {
        if (from is null)
            return;
        var requests = resources.GetOrAddObject("requests");
        foreach (var (name, value) in from)
            requests.SetIfMissing(name, value);
    }

    private static void ApplyHostPorts(DocObject spec)
    {
        foreach (var port in Containers(spec).SelectMany(container => container.ObjectsOf("ports")))
        {
            if (port.GetInt64("containerPort") is { } number)
                port.SetIfZero("hostPort", number);
        }
    }

    // Requests of the pod as a whole: what its containers ask for together, else its limits.
    private static void ApplyPodResources(DocObject spec)
    {
        if (spec.GetObject("resources") is not { } resources || resources.GetObject("limits") is not { Count: > 0 } limits)
            return;
        var requests = resources.GetOrAddObject("requests");
        foreach (var name in (string[])["cpu", "memory"])
        {
            if (SumOfRequests(spec, name) is { IsZero: false } sum)
                requests.SetIfMissing(name, sum.ToString());
        }

        foreach (var (name, value) in limits)
        {
            // No other resource can be asked for by a pod as a whole.
            if (name is "cpu" or "memory" || name.StartsWith("hugepages-", StringComparison.Ordinal))
                requests.SetIfMissing(name, value);
        }

        if (requests.Count == 0)
            resources.Remove("requests");
    }

    private static Quantity SumOfRequests(DocObject spec, string name)
    {
        var sum = Quantity.Zero;
        var largestInit = Quantity.Zero;
        var sidecars = Quantity.Zero;
        foreach (var container in spec.ObjectsOf("containers"))
            sum += RequestOf(container, name);
        foreach (var container in spec.ObjectsOf("initContainers"))
        {
            var request = RequestOf(container, name);
            if (container.GetString("restartPolicy") == "Always")
                request = sidecars += request;
            else
                request += sidecars;
            largestInit = Quantity.Max(largestInit, request);
        }

        return Quantity.Max(sum + sidecars, largestInit);
    }

    private static Quantity RequestOf(DocObject container, string name) =>
        Quantity.TryParse((container.GetPath("resources", "requests", name) as DocString)?.Value, out var value) ? value : Quantity.Zero;
}
