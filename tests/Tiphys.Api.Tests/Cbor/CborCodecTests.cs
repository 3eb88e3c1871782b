using System.Buffers;
using System.Text;
using Tiphys.Api.Cbor;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Tests.Cbor;

public sealed class CborCodecTests
{
    [Theory]
    [InlineData("""{"a":1}""", "D9D9F7A1416101")]
    [InlineData("""{"n":-1000,"b":true}""", "D9D9F7A24162F5416E3903E7")]
    [InlineData("""{"long":1,"z":[null,"x",false]}""", "D9D9F7A2417A83F64178F4446C6F6E6701")]
    [InlineData("""{"f":1.5,"g":100000.0,"h":1.1}""", "D9D9F7A34166F93E004167FA47C350004168FB3FF199999999999A")]
    [InlineData("""{"u":9223372036854775807}""", "D9D9F7A141751B7FFFFFFFFFFFFFFF")]
    public void Encode_Document_HasUpstreamsBytes(string json, string hex) => Assert.Equal(hex, Convert.ToHexString(Encode(json)));

    [Theory]
    [InlineData("A1416101", """{"a":1}""")]
    [InlineData("D9D9F7A1616101", """{"a":1}""")]
    [InlineData("BF41619F0102FFFF", """{"a":[1,2]}""")]
    [InlineData("A141615F41624163FF", """{"a":"bc"}""")]
    [InlineData("A14161D64401020304", """{"a":"AQIDBA=="}""")]
    [InlineData("A14161D7420AFF", """{"a":"0AFF"}""")]
    [InlineData("A14161C11A514B67B0", """{"a":"2013-03-21T20:04:00Z"}""")]
    [InlineData("A14161F93C00", """{"a":1}""")]
    public void Decode_WellFormed_GivesTheDocument(string hex, string json) =>
        Assert.Equal(json, CborCodec.DecodeObject(Convert.FromHexString(hex)).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("01")]
    [InlineData("A1")]
    [InlineData("A2416101416102")]
    [InlineData("A10101")]
    [InlineData("A1416101FF")]
    [InlineData("A14161F7")]
    [InlineData("A14161F97E00")]
    [InlineData("A14161C24101")]
    [InlineData("A141611BFFFFFFFFFFFFFFFF")]
    [InlineData("A141615BFFFFFFFFFFFFFFFF")]
    [InlineData("9BFFFFFFFFFFFFFFFF")]
    [InlineData("A1416141FF")]
    [InlineData("A141611C")]
    public void Decode_WhatHasNoDocument_IsRefused(string hex) =>
        Assert.Throws<CborFormatException>(() => CborCodec.DecodeObject(Convert.FromHexString(hex)));

    [Fact]
    public void Decode_DeepNesting_IsRefused() =>
        Assert.Throws<CborFormatException>(() => CborCodec.DecodeObject(Enumerable.Repeat((byte)0x81, 3 << 20).ToArray()));

    [Fact]
    public void RoundTrip_OfAnObject_KeepsEverything()
    {
        const string json = """{"metadata":{"name":"ü","labels":{"a":"b"}},"spec":{"empty":{},"list":[],"n":0,"m":-1,"text":"a\"b\n","deep":[[{"x":[1.25]}]]}}""";
        var back = CborCodec.DecodeObject(Encode(json));
        Assert.True(DocReader.ParseObject(Encoding.UTF8.GetBytes(json)).DeepEquals(back), back.ToString());
    }

    [Fact]
    public void Decode_RandomBytes_EndsInADocumentOrAnError()
    {
        var random = new Random(7);
        var good = Encode("""{"metadata":{"name":"a"},"spec":{"list":[1,2.5,"x",null,true]}}""");
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = round % 2 == 0 ? (byte[])good.Clone() : new byte[random.Next(40)];
            if (round % 2 == 0)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            else
                random.NextBytes(bytes);
            try
            {
                Assert.NotNull(CborCodec.DecodeObject(bytes));
            }
            catch (CborFormatException)
            {
                // The only way to refuse.
            }
        }
    }

    private static byte[] Encode(string json)
    {
        var output = new ArrayBufferWriter<byte>();
        CborCodec.Encode(output, DocReader.ParseObject(Encoding.UTF8.GetBytes(json)));
        return output.WrittenSpan.ToArray();
    }
}
