using System.Text;
using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Aggregation;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Subresources.Streaming;

namespace Tiphys.ApiServer.Tests.Aggregation;

public sealed class HeaderLineStreamTests
{
    private const string Sent =
        "POST /a HTTP/1.1\r\nHost: h\r\nX-Remote-Group: a\u001fb, c\r\nContent-Length: 17\r\n\r\nX: 1\u001f2\r\n\r\nX: 1\u001f2" +
        "GET /b HTTP/1.1\r\nX-Remote-Group: d\u001fe\r\n\r\n" +
        "POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\nX-Remote-Group: f\r\n\r\n3\r\na\u001fb\r\n0\r\n\r\n";

    private const string Arrives =
        "POST /a HTTP/1.1\r\nHost: h\r\nX-Remote-Group: a\r\nX-Remote-Group: b, c\r\nContent-Length: 17\r\n\r\nX: 1\u001f2\r\n\r\nX: 1\u001f2" +
        "GET /b HTTP/1.1\r\nX-Remote-Group: d\r\nX-Remote-Group: e\r\n\r\n" +
        "POST /c HTTP/1.1\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nX-Remote-Group: f\r\n\r\n3\r\na\u001fb\r\n0\r\n\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Write_ValuesWithSeparator_BecomeLinesInHeadsOnly(int piece)
    {
        var wire = new MemoryStream();
        await using var stream = new HeaderLineStream(wire);
        var bytes = Encoding.Latin1.GetBytes(Sent);
        for (var at = 0; at < bytes.Length; at += piece)
            await stream.WriteAsync(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)));
        Assert.Equal(Arrives, Encoding.Latin1.GetString(wire.ToArray()));
    }

    [Fact]
    public void Folded_ManyGroups_StandInOneHeader()
    {
        var headers = UserHeaders.Folded(new UserInfo("u") { Groups = ["a", "b"] });
        Assert.Equal([("X-Remote-User", "u"), ("X-Remote-Group", "a\u001fb")], headers);
    }

    [Fact]
    public void Folded_GroupThatWouldBecomeTwo_IsRefused() =>
        Assert.Equal(500, Assert.Throws<ApiException>(() => UserHeaders.Folded(new UserInfo("u") { Groups = ["a\u001fsystem:masters"] })).Code);

    [Theory]
    [InlineData("a\r\nX-Remote-Group: system:masters")]
    [InlineData("a\u001fsystem:masters")]
    public void Of_GroupNoHeaderCanCarry_IsRefusedForUpgradesToo(string group) =>
        Assert.Equal(500, Assert.Throws<ApiException>(() => UserHeaders.Of(new UserInfo("u") { Groups = [group] })).Code);

    [Fact]
    public void Upgrade_NameOutsideLatin1_StaysWhatItIs()
    {
        var head = UpgradeRequest.Write(new DefaultHttpContext().Request, "h", "/", UserHeaders.Of(new UserInfo("\uff53ystem:admin")));
        Assert.Contains("X-Remote-User: \uff53ystem:admin\r\n", Encoding.UTF8.GetString(head));
    }
}
