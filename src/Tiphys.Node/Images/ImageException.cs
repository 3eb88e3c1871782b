namespace Tiphys.Node.Images;

/// <summary>An image could not be loaded, found or removed; the message says why.</summary>
public sealed class ImageException(string message) : Exception(message);
