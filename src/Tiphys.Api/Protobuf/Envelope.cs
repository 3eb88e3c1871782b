namespace Tiphys.Api.Protobuf;

/// <summary>The message around an object: runtime.Unknown, which says what the object is and holds it as bytes.</summary>
internal readonly record struct Envelope(string ApiVersion, string Kind, string ContentType, Range Body)
{
    public static Envelope Read(ReadOnlySpan<byte> message)
    {
        var (apiVersion, kind, contentType, body) = ("", "", "", new Range(0, 0));
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            switch (reader.Field)
            {
                case 1:
                    (apiVersion, kind) = TypeMeta(reader.Bytes());
                    break;
                case 2:
                    var bytes = reader.Bytes();
                    body = (message.Length - reader.Remaining - bytes.Length)..(message.Length - reader.Remaining);
                    break;
                case 4:
                    contentType = MessageDecoder.Text(reader.Bytes());
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return new(apiVersion, kind, contentType, body);
    }

    /// <summary>The object's bytes, given the message this was read from.</summary>
    public ReadOnlySpan<byte> Raw(ReadOnlySpan<byte> message) => message[Body];

    private static (string ApiVersion, string Kind) TypeMeta(ReadOnlySpan<byte> message)
    {
        var (apiVersion, kind) = ("", "");
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == 1)
                apiVersion = MessageDecoder.Text(reader.Bytes());
            else if (reader.Field == 2)
                kind = MessageDecoder.Text(reader.Bytes());
            else
                reader.Skip();
        }

        return (apiVersion, kind);
    }
}
