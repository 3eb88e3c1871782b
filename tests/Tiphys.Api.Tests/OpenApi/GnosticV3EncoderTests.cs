using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.OpenApi;

namespace Tiphys.Api.Tests.OpenApi;

/// <summary>Messages are put together here by hand from the field numbers of OpenAPIv3.proto.</summary>
public sealed class GnosticV3EncoderTests
{
    [Fact]
    public void Encode_ADocumentWithOneOperation_IsGnosticsDocument()
    {
        var document = Parse("""
            {"openapi":"3.0.0","info":{"title":"K","version":"1"},
             "paths":{"/v/":{"get":{"tags":["t"],"description":"d","operationId":"o",
               "parameters":[{"in":"query","name":"q","required":true,"schema":{"type":"string"}}],
               "requestBody":{"required":true,"content":{"j":{"schema":{"$ref":"#/a"}}}},
               "responses":{"200":{"description":"OK","content":{"j":{"schema":{"$ref":"#/a"}}}}}}}},
             "components":{"schemas":{},"securitySchemes":{"B":{"type":"apiKey","description":"x","name":"authorization","in":"header"}}}}
            """);
        var media = Named("j", M(1, M(2, T(1, "#/a"))));
        var operation = M(4, [
            .. T(1, "t"), .. T(3, "d"), .. T(5, "o"), .. M(6, M(1, [.. T(1, "q"), .. T(2, "query"), 0x20, 1, .. M(10, M(1, T(25, "string")))])),
            .. M(7, M(1, [.. M(2, M(1, media)), 0x18, 1])), .. M(8, M(2, Named("200", M(1, [.. T(1, "OK"), .. M(3, M(1, media))])))),
        ]);

        Assert.Equal(
            Convert.ToHexString([
                .. T(1, "3.0.0"), .. M(2, [.. T(1, "K"), .. T(6, "1")]), .. M(4, M(1, Named("/v/", operation))),
                .. M(5, [.. M(1, []), .. M(7, M(1, Named("B", M(1, [.. T(1, "apiKey"), .. T(2, "x"), .. T(3, "authorization"), .. T(4, "header")]))))]),
            ]),
            Convert.ToHexString(GnosticV3Encoder.Encode(document)));
    }

    [Theory]
    [InlineData("""{"type":"string","default":""}""", "CA0106737472696E678A02021A00")]
    [InlineData("""{"default":{}}""", "8A0200")]
    [InlineData("""{"default":true}""", "8A02021001")]
    [InlineData("""{"default":2}""", "8A0209090000000000000040")]
    [InlineData("""{"enum":["a"]}""", "C201041202610A")]
    [InlineData("""{"items":{"$ref":"#/a"}}""", "F201090A0712050A03232F61")]
    [InlineData("""{"additionalProperties":true}""", "8202021001")]
    [InlineData("""{"x-kubernetes-list-type":"set"}""", "A202200A16782D6B756265726E657465732D6C6973742D74797065120612047365740A")]
    public void Encode_ASchema_IsGnosticsSchema(string schema, string expected)
    {
        var encoded = Convert.ToHexString(GnosticV3Encoder.Encode(Parse("{\"components\":{\"schemas\":{\"S\":" + schema + "}}}")));

        byte[] schemas = M(1, M(1, Named("S", M(1, Convert.FromHexString(expected)))));
        Assert.EndsWith(Convert.ToHexString([.. schemas, .. M(7, [])]), encoded, StringComparison.Ordinal);
    }

    private static DocObject Parse(string json) => DocReader.ParseObject(Encoding.UTF8.GetBytes(json));

    private static byte[] Named(string name, byte[] value) => [.. T(1, name), .. M(2, value)];

    private static byte[] T(int field, string text) => M(field, Encoding.UTF8.GetBytes(text));

    private static byte[] M(int field, byte[] content) => [.. Varint((field << 3) | 2), .. Varint(content.Length), .. content];

    private static byte[] Varint(int value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), .. Varint(value >> 7)];
}
