namespace Tiphys.Controllers;

/// <summary>Settings of the controllers. Defaults are upstream's unless said otherwise.</summary>
public sealed record ControllerManagerOptions
{
    /// <summary>PEM of the CA that signs the API server's certificate, published as kube-root-ca.crt. Null publishes nothing.</summary>
    public string? RootCaPem { get; init; }

    /// <summary>PEM of the CA certificate and key that sign approved CertificateSigningRequests. Null signs nothing.</summary>
    public string? SigningCaPem { get; init; }

    /// <summary>The key of <see cref="SigningCaPem"/>.</summary>
    public string? SigningKeyPem { get; init; }

    /// <summary>Controllers not to start, by upstream's names.</summary>
    public IReadOnlySet<string> Disabled { get; init; } = new HashSet<string>();

    /// <summary>A node that has not been heard of for this long is not ready. Default 50 s.</summary>
    public TimeSpan NodeGracePeriod { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>A node that never reported gets this long after it appeared. Default 60 s.</summary>
    public TimeSpan NodeStartupGracePeriod { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often nodes are looked at. Default 5 s.</summary>
    public TimeSpan NodeMonitorPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Ended pods kept in the cluster before the oldest are removed. Default 12,500.</summary>
    public int TerminatedPodThreshold { get; init; } = 12_500;

    /// <summary>Where local-path volumes live on the node.</summary>
    public string LocalPathDirectory { get; init; } = "/var/lib/tiphys/volumes";

    /// <summary>The name of the node on this machine, whose volume directories can be made and removed here; null if there is none.</summary>
    public string? LocalNode { get; init; }

    /// <summary>How often autoscalers look at the metrics. Default 15 s.</summary>
    public TimeSpan AutoscalerPeriod { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Signs the token of a service-account token Secret (namespace, account, account's uid, secret). Null leaves such secrets empty.</summary>
    public Func<string, string, string, string, string>? SignSecretToken { get; init; }

    /// <summary>The pods' address range, a /24 of which each node without one is given; null allocates none.</summary>
    public string? ClusterCidr { get; init; }
}
