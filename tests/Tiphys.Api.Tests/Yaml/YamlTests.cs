using System.Text;
using CsCheck;
using Tiphys.Api.Documents;
using Tiphys.Api.Yaml;

namespace Tiphys.Api.Tests.Yaml;

public sealed class YamlTests
{
    private static readonly Gen<DocNode> Scalars = Gen.OneOf(
        Gen.String[Gen.Char["abyYnN0123456789:#-. \n\"'~<{[,&*!|>%@`"], 0, 12].Select(text => (DocNode)new DocString(text)),
        Gen.Long.Select(number => (DocNode)new DocNumber(number)),
        Gen.Bool.Select(value => (DocNode)DocBool.Of(value)),
        Gen.Const((DocNode)DocNull.Instance));

    [Theory]
    [InlineData("a: y", """{"a":true}""")]
    [InlineData("a: N", """{"a":false}""")]
    [InlineData("a: \"y\"", """{"a":"y"}""")]
    [InlineData("a: 010", """{"a":8}""")]
    [InlineData("a: 0x1F", """{"a":31}""")]
    [InlineData("a: 1_000", """{"a":1000}""")]
    [InlineData("a: 1.5e3", """{"a":1500}""")]
    [InlineData("a: 2001-12-14", """{"a":"2001-12-14"}""")]
    [InlineData("a: 10.42.0.1", """{"a":"10.42.0.1"}""")]
    [InlineData("a:", """{"a":null}""")]
    [InlineData("1: b", """{"1":"b"}""")]
    [InlineData("base: &b {x: 1, y2: 2}\nmore: {<<: *b, x: 3}", """{"base":{"x":1,"y2":2},"more":{"x":3,"y2":2}}""")]
    [InlineData("""{"json": [1, "two"]}""", """{"json":[1,"two"]}""")]
    public void Parse_PlainScalar_FollowsYaml11(string yaml, string json) =>
        Assert.True(Parse(json).DeepEquals(YamlReader.Parse(Encoding.UTF8.GetBytes(yaml))), YamlReader.Parse(Encoding.UTF8.GetBytes(yaml)).ToString());

    [Fact]
    public void ParseAll_SeveralDocuments_KeepsTheirOrder()
    {
        var documents = YamlReader.ParseAll("a: 1\n---\n# nothing\n---\nb: 2\n"u8);
        Assert.Equal(["{\"a\":1}", "null", "{\"b\":2}"], documents.Select(document => document.ToString()));
    }

    [Theory]
    [InlineData("a: [unclosed")]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: *nowhere")]
    [InlineData("<<: text")]
    public void Parse_Wrong_IsRefused(string yaml) => Assert.Throws<DocFormatException>(() => YamlReader.Parse(Encoding.UTF8.GetBytes(yaml)));

    [Theory]
    [InlineData("a: 1\nb: [{c: 1, c: 2}]\na: 2")]
    [InlineData("""{"a":1,"b":[{"c":1,"c":2}],"a":2}""")]
    public void Parse_DuplicatesAskedFor_TakesTheLastAndNamesThem(string yaml)
    {
        var duplicates = new List<string>();
        Assert.Equal("""{"a":2,"b":[{"c":2}]}""", YamlReader.Parse(Encoding.UTF8.GetBytes(yaml), duplicates).ToString());
        Assert.Equal(["b[0].c", "a"], duplicates);
    }

    [Fact]
    public void Parse_AliasBomb_IsRefused_CVE_2019_11253()
    {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 12; i++)
            bomb.Append($"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        Assert.Throws<DocFormatException>(() => YamlReader.Parse(Encoding.UTF8.GetBytes(bomb.ToString())));
    }

    [Fact]
    public void Parse_AliasesToABigText_AreBoundedByTheLengthOfTheDocument()
    {
        var text = new StringBuilder("a: &a [").Append(string.Join(',', Enumerable.Repeat("x", 5000))).Append("]\nb: [");
        text.Append(string.Join(',', Enumerable.Repeat("*a", 2000))).Append("]\n");
        Assert.Throws<DocFormatException>(() => YamlReader.Parse(Encoding.UTF8.GetBytes(text.ToString())));
    }

    [Fact]
    public void Parse_AnyText_AnswersOrRefuses()
    {
        var bytes = Gen.OneOf(
            Gen.Byte.Array[0, 60],
            Gen.String[Gen.Char["{}[]\",:-? &*a!|>%@`#'~<=0 \n\té"], 0, 60].Select(Encoding.UTF8.GetBytes));
        bytes.Sample(
            yaml =>
            {
                try
                {
                    YamlReader.ParseAll(yaml, []);
                    YamlReader.Parse(yaml);
                }
                catch (DocFormatException)
                {
                    // Refusing is one of the two answers.
                }
            },
            iter: 5_000);
    }

    [Fact]
    public void Parse_DeepNesting_IsRefused() => Assert.Throws<DocFormatException>(() => YamlReader.Parse(Encoding.UTF8.GetBytes(new string('[', 5000))));

    [Fact]
    public void Write_AnyDocument_ReadsBackTheSame() =>
        Gen.Recursive<DocNode>((depth, self) => depth > 3
                ? Scalars
                : Gen.OneOf(Scalars, self.Array[0, 4].Select(items => (DocNode)new DocArray(items)), Gen.Select(Gen.String.AlphaNumeric, self).Array[0, 4].Select(Object)))
            .Sample(node => node.DeepEquals(YamlReader.Parse(Encoding.UTF8.GetBytes(YamlWriter.Write(node)))), iter: 2000);

    private static DocNode Object((string Name, DocNode Value)[] members)
    {
        var made = new DocObject();
        foreach (var (name, value) in members)
            made.Set(name, value);
        return made;
    }

    private static DocNode Parse(string json) => DocReader.Parse(Encoding.UTF8.GetBytes(json));
}
