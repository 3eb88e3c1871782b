using Tiphys.Host.Configuration;

namespace Tiphys.Host.Lifecycle;

/// <summary>The line <c>up</c> ends with: the next command, or how to get kubectl where there is none.</summary>
internal static class KubectlHint
{
    public static string Next(ClusterOptions options)
    {
        var directories = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        if (directories.Any(directory => File.Exists(Path.Combine(directory, "kubectl"))))
            return "next: kubectl get pods --all-namespaces";
        var install = File.Exists("/usr/bin/apt-get") ? "apt-get install kubernetes-client" : "https://kubernetes.io/docs/tasks/tools/";
        return $"next: get kubectl ({install}), then: kubectl --context {options.ContextName} get pods --all-namespaces";
    }
}
