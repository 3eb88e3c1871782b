using CsCheck;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Tables;
using Tiphys.Api.Machinery.Tests.Schemas;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Tests.Tables;

public sealed class TablePrinterTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 1, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-5, "<invalid>")]
    [InlineData(-1, "0s")]
    [InlineData(119, "119s")]
    [InlineData(120, "2m")]
    [InlineData(200, "3m20s")]
    [InlineData(3600, "60m")]
    [InlineData(3 * 3600, "3h")]
    [InlineData((5 * 3600) + 300, "5h5m")]
    [InlineData(47 * 3600, "47h")]
    [InlineData(51 * 3600, "2d3h")]
    [InlineData(400 * 86400, "400d")]
    [InlineData(1115 * 86400, "3y20d")]
    [InlineData(4000L * 86400, "10y")]
    public void ShortDuration_Format_CoarsensWithLength(long seconds, string expected) =>
        Assert.Equal(expected, ShortDuration.Format(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Row_EveryBuiltInKindWithNothingInIt_HasACellPerColumn()
    {
        foreach (var resource in ResourceCatalog.BuiltIn.All)
        {
            var printer = TablePrinter.For(resource);
            var cells = printer.Row(Json.Object("{'metadata':{'name':'x'}}"), Now).GetArray("cells")!;
            Assert.True(cells.Count == printer.Columns.Count, $"{resource.Kind}: {printer.Columns.Count} columns, {cells.Count} cells");
        }
    }

    [Fact]
    public void ForCustom_Columns_ReadsEveryType()
    {
        var columns = (DocArray)Json.Node("""
            [{'name':'Text','type':'string','jsonPath':'.spec.a'},{'name':'Any','type':'string','jsonPath':'.spec.list'},
             {'name':'Count','type':'integer','jsonPath':'.spec.n'},{'name':'Ready','type':'string','jsonPath':'.status.conditions[?(@.type==\"Ready\")].status'},
             {'name':'Since','type':'date','jsonPath':'.metadata.creationTimestamp','priority':1},{'name':'Gone','type':'string','jsonPath':'.spec.none'},
             {'name':'Dotted','type':'boolean','jsonPath':'.spec[\'x.y\']'}]
            """.Replace("[\\'x.y\\']", "[\\u0027x.y\\u0027]").Replace("\\\"Ready\\\"", "\\u0022Ready\\u0022"));
        var row = TablePrinter.ForCustom(columns).Row(
            Json.Object("""
                {'metadata':{'name':'c','creationTimestamp':'2026-01-01T00:59:00Z'},'spec':{'a':'b','list':[1,2],'n':3.7,'x.y':true},
                 'status':{'conditions':[{'type':'Other','status':'False'},{'type':'Ready','status':'True'}]}}
                """),
            Now);
        Assert.Equal("[\"c\",\"b\",\"[1,2]\",3,\"True\",\"60s\",null,true]", row["cells"]!.ToString());
    }

    [Fact]
    public void JsonPath_AnyText_ParsesOrNot() => Gen.String[Gen.Char[".[]'\"?(@)=*ab0-\\{}$"], 0, 20].Sample(text =>
    {
        if (JsonPath.TryParse(text, out var path))
            _ = path.Find(Json.Object("{'a':{'b':[{'a':'b'}]},'b':[]}")).Count();
    });
}
