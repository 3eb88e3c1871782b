using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tiphys.Api.Errors;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Registry.Services;

/// <summary>Claims node ports with a key per port, committed together with the service; so no two services get the same one.</summary>
internal sealed class PortClaims(ServiceNetwork network, IRevisionedStore store)
{
    /// <summary>Random tries before the range is searched from one end.</summary>
    private const int RandomTries = 16;

    public async ValueTask<int> PickAsync(IReadOnlySet<int> own, CancellationToken cancellationToken)
    {
        var size = network.LastNodePort - network.FirstNodePort + 1;
        for (var i = 0; i < RandomTries; i++)
        {
            var port = network.FirstNodePort + RandomNumberGenerator.GetInt32(size);
            if (!own.Contains(port) && await HolderAsync(port, cancellationToken).ConfigureAwait(false) is null)
                return port;
        }

        for (var port = network.FirstNodePort; port <= network.LastNodePort; port++)
        {
            if (!own.Contains(port) && await HolderAsync(port, cancellationToken).ConfigureAwait(false) is null)
                return port;
        }

        throw ApiException.Internal("failed to allocate a nodePort: range is full");
    }

    /// <exception cref="ApiException">422: the port is not in the range or another service has it.</exception>
    public async ValueTask EnsureFreeAsync(WriteRequest request, string field, int port, CancellationToken cancellationToken)
    {
        if (port < network.FirstNodePort || port > network.LastNodePort)
            throw Refused(request, field, port, $"provided port is not in the valid range. The range of valid ports is {network.FirstNodePort}-{network.LastNodePort}");
        if (await HolderAsync(port, cancellationToken).ConfigureAwait(false) is not null)
            throw Refused(request, field, port, "provided port is already allocated");
    }

    public static StoreWrite Take(int port, string ns, string service) => new(Key(port), Encoding.UTF8.GetBytes($"{ns}/{service}"), 0);

    /// <summary>The write that gives the port back; null if nobody holds it.</summary>
    public async ValueTask<StoreWrite?> ReleaseAsync(int port, CancellationToken cancellationToken) =>
        await HolderAsync(port, cancellationToken).ConfigureAwait(false) is { } holder ? new(holder.Key, null, holder.ModRevision) : null;

    private ValueTask<StoreEntry?> HolderAsync(int port, CancellationToken cancellationToken) => store.GetAsync(Key(port), cancellationToken);

    // Beside /registry/: the claims are no objects and nobody watches them.
    private static StoreKey Key(int port) => new($"/tiphys/nodeports/{port.ToString(CultureInfo.InvariantCulture)}");

    private static ApiException Refused(WriteRequest request, string field, int port, string why) =>
        ApiException.Invalid("", "Service", request.Name, [new("FieldValueInvalid", $"Invalid value: {port}: {why}", field)]);
}
