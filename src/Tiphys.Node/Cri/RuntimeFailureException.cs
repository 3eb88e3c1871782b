namespace Tiphys.Node.Cri;

/// <summary>The container runtime refused or failed a request.</summary>
/// <param name="message">The runtime's words, without the transport's.</param>
/// <param name="notFound">The thing asked for does not exist.</param>
public sealed class RuntimeFailureException(string message, bool notFound, Exception? inner = null) : Exception(message, inner)
{
    public bool NotFound { get; } = notFound;
}
