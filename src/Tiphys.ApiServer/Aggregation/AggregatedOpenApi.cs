using System.Net;
using Tiphys.Api.Documents;
using Tiphys.Api.OpenApi;
using Tiphys.ApiServer.Outbound;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>Fetches what aggregated servers describe of their APIs. What could be fetched once is kept as long as its server is registered.</summary>
internal sealed class AggregatedOpenApi(AvailabilityCheck check)
{
    private Dictionary<(ServiceAddress Service, string CaBundle, bool SkipVerify), Known> _known = [];

    /// <summary>One description for each server, in the order of the services given; the same instances while nothing changes.</summary>
    /// <param name="available">Servers that can be asked; of the others the last known description stands.</param>
    public async Task<IReadOnlyList<(AggregatedService Service, ExtensionSpec Spec)>> FetchAsync(
        IReadOnlyList<AggregatedService> services, Func<AggregatedService, bool> available, CancellationToken cancellationToken)
    {
        var next = new Dictionary<(ServiceAddress, string, bool), Known>();
        var found = new List<(AggregatedService, ExtensionSpec)>();
        foreach (var server in services.GroupBy(service => (service.Service, service.CaBundle, service.SkipVerify)))
        {
            var known = _known.GetValueOrDefault(server.Key) ?? new Known();
            if (server.FirstOrDefault(available) is { } reachable)
                known = await RefreshAsync(known, reachable, [.. server], cancellationToken).ConfigureAwait(false);
            next[server.Key] = known;
            if (known.Spec is { } spec)
                found.Add((server.First(), spec));
        }

        _known = next;
        return found;
    }

    private async Task<Known> RefreshAsync(Known known, AggregatedService server, IReadOnlyList<AggregatedService> services, CancellationToken cancellationToken)
    {
        var versions = string.Join(',', services.Select(service => service.GroupVersion));
        if (versions != known.Versions)
            known = new Known { Versions = versions };
        var index = await GetAsync(server, "/openapi/v3", known.Index, cancellationToken).ConfigureAwait(false);
        var v2 = await GetAsync(server, "/openapi/v2", known.V2, cancellationToken).ConfigureAwait(false);
        if (ReferenceEquals(index, known.Index) && ReferenceEquals(v2, known.V2))
            return known;
        return known with { Index = index, V2 = v2, Spec = Make(index?.Document, v2?.Document, services) };
    }

    private static ExtensionSpec Make(DocObject? index, DocObject? v2, IReadOnlyList<AggregatedService> services)
    {
        var groups = services.Select(service => service.GroupVersion.Group).ToHashSet(StringComparer.Ordinal);
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, entry) in index?.GetObject("paths") ?? [])
        {
            if (path.Split('/') is ["apis", var group, ..] && groups.Contains(group) && (entry as DocObject)?.GetString("serverRelativeURL") is { } address)
                paths[path] = address;
        }

        return new(paths, v2 is null ? null : ExtensionSpec.Cut(v2, [.. services.Select(service => $"/apis/{service.GroupVersion}/")]));
    }

    /// <returns><paramref name="known"/> itself if it still holds or nothing newer can be had.</returns>
    private async Task<Fetched?> GetAsync(AggregatedService server, string path, Fetched? known, CancellationToken cancellationToken)
    {
        try
        {
            var url = $"https://{server.Service.Host}{path}";
            using var answer = await check.SendAsync(server, url, "application/json", cancellationToken, known?.Tag).ConfigureAwait(false);
            if (answer.StatusCode != HttpStatusCode.OK)
                return known;
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            return known is not null && known.Bytes.AsSpan().SequenceEqual(bytes) ? known : new Fetched(bytes, answer.Headers.ETag?.ToString(), DocReader.ParseObject(bytes));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or DocFormatException or TimeoutException)
        {
            // A server that cannot describe itself now is described as before, or not at all.
            return known;
        }
    }

    private sealed record Fetched(byte[] Bytes, string? Tag, DocObject Document);

    private sealed record Known
    {
        public string Versions { get; init; } = "";

        public Fetched? Index { get; init; }

        public Fetched? V2 { get; init; }

        public ExtensionSpec? Spec { get; init; }
    }
}
