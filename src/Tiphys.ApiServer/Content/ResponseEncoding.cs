namespace Tiphys.ApiServer.Content;

/// <summary>How an answer's object is encoded.</summary>
internal enum ResponseEncoding : byte
{
    Json,
    Yaml,
    Protobuf,
    Cbor,
}
