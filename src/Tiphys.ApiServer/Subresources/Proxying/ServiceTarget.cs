using System.Globalization;
using System.Security.Cryptography;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Subresources.Proxying;

/// <summary>Finds where <c>services/NAME/proxy</c> goes: one of the service's ready endpoints, chosen at random.</summary>
internal static class ServiceTarget
{
    private static readonly GroupResource Slices = new("discovery.k8s.io", "endpointslices");

    public static async ValueTask<ProxyTarget> FindAsync(RequestContext context, IObjectReader reader)
    {
        var ns = context.Info.Namespace;
        var name = ProxyName.Parse(context.Info.Name, "service");
        var stored = await reader.GetConsistentAsync(BuiltInResources.Services, ns, name.Name, context.Aborted).ConfigureAwait(false)
            ?? throw ApiException.NotFound(BuiltInResources.Services, name.Name);
        var scheme = name.Scheme.Length == 0 ? "http" : name.Scheme;
        var service = stored.Decode();
        if (service.StringAt("spec", "type") == "ExternalName")
            throw ApiException.BadRequest("cannot proxy to an ExternalName service");
        var portName = PortName(service, name.Port);
        var found = reader.List(Slices, ns)
            .Select(slice => slice.Decode())
            .Where(slice => slice.ObjectLabels?.GetString("kubernetes.io/service-name") == name.Name)
            .SelectMany(slice => Ready(slice, portName))
            .ToArray();
        if (found.Length == 0)
            throw new ApiException(503, StatusReason.ServiceUnavailable, $"no endpoints available for service \"{context.Info.Name}\"");
        var (host, port) = found[RandomNumberGenerator.GetInt32(found.Length)];
        return new(scheme, host, port);
    }

    /// <summary>The name that the port has in the slices; ports may be asked for by name or number.</summary>
    private static string PortName(DocObject service, string wanted)
    {
        var ports = service.ObjectsAt("spec", "ports").ToArray();
        if (wanted.Length == 0)
            return ports.Length == 1 ? ports[0].GetString("name") ?? "" : ports.Any(port => string.IsNullOrEmpty(port.GetString("name"))) ? "" : throw NoSuchPort(wanted);
        if (int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && ports.FirstOrDefault(port => port.GetInt64("port") == number) is { } byNumber)
            return byNumber.GetString("name") ?? "";
        return ports.Any(port => port.GetString("name") == wanted) ? wanted : throw NoSuchPort(wanted);
    }

    private static IEnumerable<(string Host, int Port)> Ready(DocObject slice, string portName)
    {
        var port = slice.GetArray("ports")?.Objects().FirstOrDefault(candidate => (candidate.GetString("name") ?? "") == portName)?.GetInt64("port");
        if (port is null)
            yield break;
        foreach (var endpoint in slice.GetArray("endpoints")?.Objects() ?? [])
        {
            if (endpoint.GetObject("conditions")?.GetBool("ready") == false)
                continue;
            foreach (var address in endpoint.GetArray("addresses")?.Strings() ?? [])
                yield return (address, (int)port);
        }
    }

    private static ApiException NoSuchPort(string wanted) =>
        new(503, StatusReason.ServiceUnavailable, $"no service port {(wanted.Length == 0 ? "\"\"" : $"\"{wanted}\"")} found");
}
