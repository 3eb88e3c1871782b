namespace Tiphys.ApiServer.Outbound;

/// <summary>A webhook could not be asked or gave no usable answer. The message is fit for clients.</summary>
public sealed class WebhookCallException(string message, Exception? inner = null) : Exception(message, inner);
