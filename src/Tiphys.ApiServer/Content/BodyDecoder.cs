using Microsoft.AspNetCore.Http;
using Tiphys.Api.Cbor;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Protobuf;
using Tiphys.Api.Yaml;

namespace Tiphys.ApiServer.Content;

/// <summary>Turns a body into a document by its content type.</summary>
internal static class BodyDecoder
{
    /// <param name="duplicates">Receives the paths of members that were given twice, if wanted.</param>
    /// <exception cref="ApiException">400 for a malformed body, 415 for an unknown content type.</exception>
    public static DocObject Decode(HttpRequest request, byte[] body, List<string>? duplicates)
    {
        try
        {
            return MediaType(request) switch
            {
                "" or "application/json" or "*/*" => DocReader.ParseObject(body, duplicates),
                "application/yaml" or "text/yaml" or "application/x-yaml" => YamlObject(body, duplicates),
                CborCodec.MediaType => CborCodec.DecodeObject(body),
                ProtobufCodec.MediaType => ProtobufCodec.Decode(body),
                _ => throw UnsupportedMediaType(),
            };
        }
        catch (Exception e) when (e is DocFormatException or ProtobufFormatException or CborFormatException)
        {
            throw ApiException.BadRequest($"error decoding the request body: {e.Message}");
        }
    }

    /// <summary>The content type without parameters, lower case; empty if the request has none.</summary>
    public static string MediaType(HttpRequest request)
    {
        var type = request.ContentType;
        if (string.IsNullOrEmpty(type) || type == "application/json")
            return type ?? "";
        var end = type.IndexOf(';');
        return (end < 0 ? type : type[..end]).Trim().ToLowerInvariant();
    }

    /// <exception cref="DocFormatException">The body is not one YAML mapping.</exception>
    public static DocObject YamlObject(byte[] body, List<string>? duplicates = null) =>
        YamlReader.Parse(body, duplicates) as DocObject ?? throw new DocFormatException("the document is not a YAML mapping");

    /// <exception cref="ApiException">400: the body is not one CBOR map.</exception>
    public static DocObject CborObject(byte[] body)
    {
        try
        {
            return CborCodec.DecodeObject(body);
        }
        catch (CborFormatException e)
        {
            throw ApiException.BadRequest($"error decoding CBOR: {e.Message}");
        }
    }

    private static ApiException UnsupportedMediaType() => new(
        415,
        StatusReason.UnsupportedMediaType,
        "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf");
}
