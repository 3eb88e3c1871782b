using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tiphys.Api.Cbor;
using Tiphys.Api.Errors;

namespace Tiphys.ApiServer.Content;

/// <summary>Chooses an answer's format from the Accept header: the best quality, then the client's order, that can be served.</summary>
internal static class AcceptHeader
{
    private const string Accepted = "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf";

    /// <param name="allowShapes">False where only whole objects are answered (discovery, Status of writes without an object).</param>
    /// <param name="allowProtobuf">False for kinds without a protobuf form.</param>
    /// <exception cref="ApiException">406: nothing the client accepts can be served.</exception>
    public static ResponseFormat Negotiate(HttpRequest request, bool allowShapes, bool allowProtobuf)
    {
        var accept = request.Headers.Accept;
        if (accept.Count == 0 || accept is ["application/json"] or ["*/*"] or ["application/json, */*"] or ["application/json,*/*"])
            return ResponseFormat.Json with { Pretty = WantsPretty(request) };
        var best = default(ResponseFormat);
        var bestQuality = 0.0;
        foreach (var line in accept)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                if (TryReadClause(line.AsSpan(range), allowShapes, allowProtobuf, out var format, out var quality) && quality > bestQuality)
                    (best, bestQuality) = (format, quality);
            }
        }

        if (bestQuality == 0)
            throw new ApiException(406, StatusReason.NotAcceptable, Accepted);
        return best with { Pretty = best.Encoding == ResponseEncoding.Json && WantsPretty(request) };
    }

    /// <summary><see cref="Negotiate"/> for error answers: JSON where nothing fits.</summary>
    public static ResponseFormat NegotiateOrJson(HttpRequest request)
    {
        try
        {
            return Negotiate(request, allowShapes: true, allowProtobuf: true) with { Shape = ResponseShape.Object };
        }
        catch (ApiException)
        {
            return ResponseFormat.Json with { Pretty = WantsPretty(request) };
        }
    }

    /// <summary>What the query says, else whether people look at the answer: browsers and command line tools are known by their names.</summary>
    private static bool WantsPretty(HttpRequest request)
    {
        if (request.QueryString.HasValue && request.Query.TryGetValue("pretty", out var asked) && asked is [{ Length: > 0 } pretty, ..])
            return pretty is "1" or "t" or "T" or "true" or "TRUE" or "True";
        var agent = request.Headers.UserAgent.ToString();
        return agent.StartsWith("curl", StringComparison.Ordinal) || agent.StartsWith("Wget", StringComparison.Ordinal) || agent.StartsWith("Mozilla/5.0", StringComparison.Ordinal);
    }

    private static bool TryReadClause(ReadOnlySpan<char> clause, bool allowShapes, bool allowProtobuf, out ResponseFormat format, out double quality)
    {
        format = default;
        quality = 1;
        var (shape, group, version) = ("", "meta.k8s.io", "v1");
        var parts = clause.Split(';');
        parts.MoveNext();
        if (!TryReadType(clause[parts.Current].Trim(), allowProtobuf, out var encoding))
            return false;
        while (parts.MoveNext())
        {
            var parameter = clause[parts.Current].Trim();
            var equals = parameter.IndexOf('=');
            var value = equals < 0 ? default : parameter[(equals + 1)..].Trim();
            switch (equals < 0 ? parameter : parameter[..equals])
            {
                case "q" when double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight):
                    quality = weight;
                    break;
                case "as":
                    shape = value.ToString();
                    break;
                case "g":
                    group = value.ToString();
                    break;
                case "v":
                    version = value.ToString();
                    break;
            }
        }

        return TryReadShape(shape, group, version, allowShapes, encoding, out format);
    }

    private static bool TryReadShape(string shape, string group, string version, bool allowed, ResponseEncoding encoding, out ResponseFormat format)
    {
        format = new(encoding, ResponseShape.Object, false);
        if (shape.Length == 0)
            return true;
        if (!allowed || group != "meta.k8s.io" || version is not ("v1" or "v1beta1"))
            return false;
        format = format with { Shape = shape == "Table" ? ResponseShape.Table : ResponseShape.PartialMetadata };
        return shape is "Table" or "PartialObjectMetadata" or "PartialObjectMetadataList";
    }

    private static bool TryReadType(ReadOnlySpan<char> type, bool allowProtobuf, out ResponseEncoding encoding)
    {
        encoding = type switch
        {
            "application/yaml" => ResponseEncoding.Yaml,
            "application/vnd.kubernetes.protobuf" => ResponseEncoding.Protobuf,
            CborCodec.MediaType or CborCodec.SequenceMediaType => ResponseEncoding.Cbor,
            _ => ResponseEncoding.Json,
        };
        return encoding switch
        {
            ResponseEncoding.Protobuf => allowProtobuf,
            ResponseEncoding.Json => type is "application/json" or "*/*" or "application/*",
            _ => true,
        };
    }
}
