using System.Diagnostics;
using System.Text.Json;
using Tiphys.Perf.Api;
using Tiphys.Perf.Load;

namespace Tiphys.Perf.Cluster;

/// <summary><c>perf/run podstart --kubeconfig FILE</c> (P10): from the create of a Deployment to all its pods available, the image being there.</summary>
internal static class PodStartBenchmark
{
    public static async Task RunAsync(PerfOptions options)
    {
        string image = options.Text("image") ?? "bootcamp:v1";
        string? kubeconfig = options.Text("kubeconfig") ?? Environment.GetEnvironmentVariable("KUBECONFIG");
        if (kubeconfig is null)
            throw new ArgumentException("podstart needs a running cluster: --kubeconfig FILE");
        using var target = new ApiTarget("tiphys", kubeconfig);
        Console.WriteLine($"podstart: image {image}, load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
        foreach (int replicas in new[] { 1, 10, 50 }.Where(count => count <= options.Number("most", 50)))
        {
            var space = await PerfNamespace.MakeAsync(target, $"start{replicas}");
            await MeasureAsync(target, space, image, replicas);
            await space.DeleteAsync();
        }
    }

    private static async Task MeasureAsync(ApiTarget target, PerfNamespace space, string image, int replicas)
    {
        string deployments = $"/apis/apps/v1/namespaces/{space.Name}/deployments";
        // The service account comes a moment after its namespace; it is no part of what is measured.
        while (await space.CountAsync("serviceaccounts") == 0)
            await Task.Delay(10);
        long began = Stopwatch.GetTimestamp();
        await target.PostAsync(deployments, Manifests.Deployment("start", image, replicas));
        while (await AvailableAsync(target, deployments) < replicas)
        {
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(5))
                throw new WrongWorkException($"{replicas} pods were not available in five minutes");
            await Task.Delay(5);
        }

        Console.WriteLine($"{replicas,3} pods: {Stopwatch.GetElapsedTime(began).TotalSeconds:F2} s");
    }

    private static async Task<int> AvailableAsync(ApiTarget target, string deployments)
    {
        using var deployment = JsonDocument.Parse(await target.GetAsync($"{deployments}/start"));
        return deployment.RootElement.TryGetProperty("status", out var status) && status.TryGetProperty("availableReplicas", out var available) ? available.GetInt32() : 0;
    }
}
