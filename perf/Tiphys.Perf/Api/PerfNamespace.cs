using System.Text.Json;
using Tiphys.Perf.Load;

namespace Tiphys.Perf.Api;

/// <summary>A namespace of the benchmark's own on a server.</summary>
internal sealed class PerfNamespace
{
    private readonly ApiTarget _target;

    private PerfNamespace(ApiTarget target, string name) => (_target, Name) = (target, name);

    public string Name { get; }

    public static async Task<PerfNamespace> MakeAsync(ApiTarget target, string purpose)
    {
        string name = $"perf-{purpose}-{Environment.ProcessId}";
        await target.PostAsync("/api/v1/namespaces", Manifests.Namespace(name));
        // A server without its controllers has nobody to make the account that every pod names.
        await target.PostOrFindAsync($"/api/v1/namespaces/{name}/serviceaccounts", Manifests.ServiceAccount);
        return new PerfNamespace(target, name);
    }

    public string Path(string resource) => $"/api/v1/namespaces/{Name}/{resource}";

    /// <summary>How many objects of a resource the server has, asked of the server.</summary>
    public async Task<long> CountAsync(string resource)
    {
        using var list = JsonDocument.Parse(await _target.GetAsync(Path(resource) + "?limit=1"));
        long items = list.RootElement.GetProperty("items").GetArrayLength();
        var metadata = list.RootElement.GetProperty("metadata");
        return items + (metadata.TryGetProperty("remainingItemCount", out var remaining) ? remaining.GetInt64() : 0);
    }

    public Task DeleteAsync() => _target.DeleteAsync($"/api/v1/namespaces/{Name}");
}
