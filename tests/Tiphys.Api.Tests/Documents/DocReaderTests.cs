using System.Text;
using System.Text.Json;
using CsCheck;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Tests.Documents;

public sealed class DocReaderTests
{
    [Theory]
    [InlineData("""{"a":1,"b":[true,null,"x"],"c":{"d":-1.5e3}}""")]
    [InlineData("""["\u00e9\n\"\\\/","é日本",""]""")]
    [InlineData("12345678901234567890")]
    [InlineData("\"\"")]
    [InlineData("{}")]
    public void Write_UntouchedDocument_IsAsItWasRead(string json) => Assert.Equal(json, Parse(json).ToString());

    [Fact]
    public void Write_Pretty_IndentsByTwo()
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        DocWriter.Write(output, Parse("""{"a":{"b":[1,{}],"c":[]}}"""), pretty: true);
        Assert.Equal("{\n  \"a\": {\n    \"b\": [\n      1,\n      {}\n    ],\n    \"c\": []\n  }\n}", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Write_AnyText_IsValidJsonOfThatText() => Gen.String[Gen.Char, 0, 40].Sample(text =>
    {
        var json = new DocArray([text, new DocObject { { text, text } }]).ToUtf8();
        using var parsed = JsonDocument.Parse(json);
        var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
        Assert.Equal(expected, parsed.RootElement[0].GetString());
        Assert.Equal(expected, parsed.RootElement[1].EnumerateObject().First().Name);
    });

    [Fact]
    public void Parse_AnyBytes_AgreesWithTheFrameworkOnWhatIsJson()
    {
        var bytes = Gen.OneOf(
            Gen.Byte.Array[0, 40],
            Gen.String[Gen.Char["{}[]\",:0123456789.eE+-truefalsn\\u é\n"], 0, 40].Select(Encoding.UTF8.GetBytes));
        bytes.Sample(
            json =>
            {
                var accepted = Accepts(() => DocReader.Parse(json));
                Assert.Equal(Accepts(() => JsonDocument.Parse(json).Dispose()) && System.Text.Unicode.Utf8.IsValid(json), accepted);
            },
            iter: 5_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("[1,]")]
    [InlineData("nul")]
    public void Parse_Malformed_IsRefused(string json) => Assert.Throws<DocFormatException>(() => Parse(json));

    [Fact]
    public void Parse_InvalidUtf8_IsRefused() => Assert.Throws<DocFormatException>(() => DocReader.Parse(new byte[] { (byte)'"', 0xff, (byte)'"' }));

    [Fact]
    public void Parse_NestedTooDeep_IsRefused()
    {
        Parse(new string('[', DocReader.MaxDepth) + new string(']', DocReader.MaxDepth));
        Assert.Throws<DocFormatException>(() => Parse(new string('[', 100_000)));
    }

    [Fact]
    public void Parse_Duplicates_LastWinsAndPathsAreNamed()
    {
        var duplicates = new List<string>();
        var document = DocReader.Parse("""{"a":{"b":1,"b":2},"c":[{"x":1},{"x":1,"x":3}],"a":5}"""u8.ToArray(), duplicates);
        Assert.Equal("""{"a":5,"c":[{"x":1},{"x":3}]}""", document.ToString());
        Assert.Equal(["a.b", "c[1].x", "a"], duplicates);
    }

    [Fact]
    public void Parse_LoneSurrogateEscape_IsTheReplacementCharacter()
    {
        var document = DocReader.ParseObject("""{"a\ud800":"x\udc00\ud83d\ude00\\ud800"}"""u8.ToArray());
        Assert.Equal("x\ufffd\U0001f600\\ud800", document.GetString("a\ufffd"));
    }

    private static DocNode Parse(string json) => DocReader.Parse(Encoding.UTF8.GetBytes(json));

    private static bool Accepts(Action parse)
    {
        try
        {
            parse();
            return true;
        }
        catch (Exception e) when (e is DocFormatException or JsonException)
        {
            return false;
        }
    }
}
