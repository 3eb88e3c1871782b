namespace Tiphys.Node.Server;

/// <summary>A request that is answered with an error.</summary>
internal sealed class NodeRequestException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;
}
