using CsCheck;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Tables;

namespace Tiphys.Api.Machinery.Tests.Hostile;

/// <summary>The paths of printer columns: any text is a path or is none.</summary>
public sealed class PathFuzzTests
{
    [Fact]
    public void JsonPath_AnyText_IsJudged() => Gen.String[Gen.Char[".[]{}'\"*@?()=<>!&|,:0123ab$\\ -"], 0, 40].Sample(text => { JsonPath.TryParse(text, out _); }, iter: 30_000);

    [Fact]
    public void PrinterColumns_WithAnyPath_PrintSomething()
    {
        var item = DocReader.ParseObject("""{"kind":"X","metadata":{"name":"a"},"a":[{"b":1},{"b":[2]},null,"c"],"b":{"a":{}}}"""u8.ToArray());
        Gen.String[Gen.Char[".[]*?@=ab012:'()"], 0, 20].Sample(
            path =>
            {
                var columns = new DocArray([new DocObject { { "name", "c" }, { "type", "string" }, { "jsonPath", path } }]);
                Assert.NotNull(TableDocument.Row(TablePrinter.ForCustom(columns), item, DateTimeOffset.UnixEpoch));
            },
            iter: 10_000);
    }
}
