using Tiphys.Api.Cbor;

namespace Tiphys.ApiServer.Content;

/// <summary>What the client has asked for and gets.</summary>
/// <param name="Pretty">Indented JSON.</param>
internal readonly record struct ResponseFormat(ResponseEncoding Encoding, ResponseShape Shape, bool Pretty)
{
    public static readonly ResponseFormat Json = new(ResponseEncoding.Json, ResponseShape.Object, false);

    /// <summary>True if stored bytes can be sent as they are.</summary>
    public bool IsPlain => Encoding == ResponseEncoding.Json && Shape == ResponseShape.Object && !Pretty;

    public string ContentType => Encoding switch
    {
        ResponseEncoding.Yaml => "application/yaml",
        ResponseEncoding.Protobuf => "application/vnd.kubernetes.protobuf",
        ResponseEncoding.Cbor => CborCodec.MediaType,
        _ => "application/json",
    };

    /// <summary>The content type of a watch in this encoding.</summary>
    public string WatchContentType => Encoding switch
    {
        ResponseEncoding.Protobuf => "application/vnd.kubernetes.protobuf;stream=watch",
        ResponseEncoding.Cbor => CborCodec.SequenceMediaType,
        _ => "application/json",
    };
}
