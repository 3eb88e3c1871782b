using System.Globalization;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Subresources.Proxying;

/// <summary>Finds where <c>pods/NAME/proxy</c> goes: the pod's address and, unless named, the first port of its containers.</summary>
internal static class PodTarget
{
    private const int DefaultPort = 80;

    public static async ValueTask<ProxyTarget> FindAsync(RequestContext context, IObjectReader reader)
    {
        var name = ProxyName.Parse(context.Info.Name, "pod");
        var stored = await reader.GetConsistentAsync(BuiltInResources.Pods, context.Info.Namespace, name.Name, context.Aborted).ConfigureAwait(false)
            ?? throw ApiException.NotFound(BuiltInResources.Pods, name.Name);
        var pod = stored.Decode();
        var address = pod.StringAt("status", "podIP");
        if (address.Length == 0)
            throw ApiException.BadRequest($"pod {name.Name} does not have an address");
        return new(name.Scheme.Length == 0 ? "http" : name.Scheme, address, PortOf(pod, name.Port));
    }

    private static int PortOf(DocObject pod, string wanted)
    {
        if (int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        var ports = pod.ObjectsAt("spec", "containers").SelectMany(container => container.GetArray("ports")?.Objects() ?? []);
        var port = wanted.Length == 0 ? ports.FirstOrDefault() : ports.FirstOrDefault(candidate => candidate.GetString("name") == wanted);
        if (port is null && wanted.Length > 0)
            throw ApiException.BadRequest($"invalid pod port \"{wanted}\"");
        return (int)(port?.GetInt64("containerPort") ?? DefaultPort);
    }
}
