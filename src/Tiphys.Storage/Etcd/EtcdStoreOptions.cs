namespace Tiphys.Storage.Etcd;

/// <summary>How to reach an etcd cluster.</summary>
public sealed record EtcdStoreOptions
{
    /// <summary>The members' client addresses, such as <c>https://10.0.0.1:2379</c>; one is enough, several are tried in turn.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>PEM file with the authorities that sign the members' certificates; null for the system's.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>PEM file with our certificate; null for none.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with its key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>How long one call to one member may take. Default 5 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Entries fetched in one message of a long range. Default 1,000.</summary>
    public int PageSize { get; init; } = 1_000;

    /// <summary>The clock of deadlines and pauses.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
