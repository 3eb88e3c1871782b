namespace Tiphys.Api.Protobuf;

/// <summary>A body is not the protobuf it claims to be. The message is fit to be shown to the client that sent it.</summary>
public sealed class ProtobufFormatException(string message) : FormatException(message);
