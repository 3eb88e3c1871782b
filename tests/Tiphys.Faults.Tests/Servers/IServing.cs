namespace Tiphys.Faults.Tests.Servers;

/// <summary>A server that may be away for a while.</summary>
public interface IServing
{
    /// <summary>A client of the server as it is now; waits while it is away. Do not keep it.</summary>
    Task<HttpClient> ClientAsync();
}
