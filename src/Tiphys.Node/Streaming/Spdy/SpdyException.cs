namespace Tiphys.Node.Streaming.Spdy;

/// <summary>The peer broke the protocol; the connection is of no more use.</summary>
internal sealed class SpdyException(string message) : IOException(message);
