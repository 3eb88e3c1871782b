using Microsoft.Extensions.Logging;
using Tiphys.Client.Informers;
using Tiphys.Controllers;
using Tiphys.Host.Configuration;
using Tiphys.Host.Pki;

namespace Tiphys.Host.Server;

/// <summary>The parts around the API server: each a client with an identity of its own, as its upstream peer has.</summary>
internal static class ClusterComponents
{
    public static void AddTo(ComponentHost host, ControlPlane plane, ClusterOptions options, ClusterPki pki, ILoggerFactory loggers, TimeProvider time)
    {
        if (!options.Disabled.Contains("controllers"))
            AddControllers(host, plane, options, pki, loggers, time);
    }

    private static void AddControllers(ComponentHost host, ControlPlane plane, ClusterOptions options, ClusterPki pki, ILoggerFactory loggers, TimeProvider time)
    {
        var settings = new ControllerManagerOptions
        {
            RootCaPem = File.ReadAllText(pki.Authority.CertificatePath),
            SigningCaPem = File.ReadAllText(pki.Authority.CertificatePath),
            SigningKeyPem = File.ReadAllText(pki.Authority.KeyPath),
            LocalPathDirectory = Path.Combine(options.DataDir, "volumes"),
            ClusterCidr = options.PodCidr.ToString(),
        };
        host.Add("controllers", token =>
        {
            var client = plane.Client("system:kube-controller-manager", "system:masters");
            var informers = new SharedInformerFactory(client, time, loggers);
            var manager = new ControllerManager(client, informers, time, loggers, settings);
            return Task.WhenAll(informers.RunAsync(token), manager.RunAsync(token));
        });
    }
}
