using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Tables;
using Tiphys.Api.Machinery.Tests.Schemas;

namespace Tiphys.Api.Machinery.Tests.Tables;

public sealed class PodTableTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 1, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("pending", "{'phase':'Pending'}", "0/2 Pending 0")]
    [InlineData("running",
        "{'phase':'Running','conditions':[{'type':'Ready','status':'True'}],'containerStatuses':[{'ready':true,'state':{'running':{}}},{'ready':true,'state':{'running':{}}}]}",
        "2/2 Running 0")]
    [InlineData("creating", "{'phase':'Pending','containerStatuses':[{'state':{'waiting':{'reason':'ContainerCreating'}}}]}", "0/2 ContainerCreating 0")]
    [InlineData("crash loop",
        "{'phase':'Running','containerStatuses':[{'restartCount':3,'state':{'waiting':{'reason':'CrashLoopBackOff'}},'lastState':{'terminated':{'finishedAt':'2026-01-01T00:58:00Z'}}}]}",
        "0/2 CrashLoopBackOff 3 (2m ago)")]
    [InlineData("init waiting", "{'phase':'Pending','initContainerStatuses':[{'name':'i','state':{'waiting':{'reason':'PodInitializing'}}}]}", "0/2 Init:0/1 0")]
    [InlineData("init failed", "{'phase':'Pending','initContainerStatuses':[{'name':'i','restartCount':1,'state':{'terminated':{'exitCode':2}}}]}",
        "0/2 Init:ExitCode:2 1")]
    [InlineData("completed", "{'phase':'Succeeded','containerStatuses':[{'state':{'terminated':{'exitCode':0,'reason':'Completed'}}}]}", "0/2 Completed 0")]
    [InlineData("one completed, one running and not ready",
        "{'phase':'Running','containerStatuses':[{'state':{'terminated':{'exitCode':0,'reason':'Completed'}}},{'ready':true,'state':{'running':{}}}]}",
        "1/2 NotReady 0")]
    [InlineData("killed by a signal", "{'phase':'Failed','containerStatuses':[{'state':{'terminated':{'exitCode':137,'signal':9}}}]}", "0/2 Signal:9 0")]
    [InlineData("evicted", "{'phase':'Failed','reason':'Evicted'}", "0/2 Evicted 0")]
    public void Row_Status_ReadsAsKubectlShowsIt(string because, string status, string expected)
    {
        var cells = Cells(status, "{'name':'p','creationTimestamp':'2026-01-01T00:00:00Z'}");
        Assert.True($"{cells[1]} {cells[2]} {cells[3]}" == expected, $"{because}: expected {expected}, got {string.Join(' ', cells)}");
        Assert.Equal("60m", cells[4]);
    }

    [Fact]
    public void Row_Deleting_IsTerminatingUnlessItEnded()
    {
        const string Metadata = "{'name':'p','deletionTimestamp':'2026-01-01T00:00:00Z'}";
        Assert.Equal("Terminating", Cells("{'phase':'Running'}", Metadata)[2]);
        Assert.Equal("Succeeded", Cells("{'phase':'Succeeded'}", Metadata)[2]);
        Assert.Equal("Unknown", Cells("{'phase':'Running','reason':'NodeLost'}", Metadata)[2]);
    }

    [Fact]
    public void Build_Pods_HasColumnsRowsAndPartialObjects()
    {
        var pod = Json.Object("{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p'},'spec':{},'status':{'phase':'Failed'}}");
        var table = TableDocument.Build(TablePrinter.For(Golden.ResourceOf(pod)), [pod], new DocObject { { "resourceVersion", "7" } }, Now);
        Assert.Equal("Table meta.k8s.io/v1 7", $"{table.GetString("kind")} {table.GetString("apiVersion")} {((DocString)table.GetPath("metadata", "resourceVersion")!).Value}");
        var row = table.GetArray("rows")!.Objects().Single();
        Assert.Equal("{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\",\"metadata\":{\"name\":\"p\"}}", row["object"]!.ToString());
        Assert.Equal("Failed", row.GetArray("conditions")!.Objects().Single().GetString("reason"));
        Assert.Equal(table.GetArray("columnDefinitions")!.Count, row.GetArray("cells")!.Count);
    }

    private static string[] Cells(string status, string metadata)
    {
        var pod = Json.Object(
            $"{{'apiVersion':'v1','kind':'Pod','metadata':{metadata},'spec':{{'initContainers':[{{'name':'i'}}],'containers':[{{'name':'a'}},{{'name':'b'}}]}},'status':{status}}}");
        return [.. TablePrinter.For(Golden.ResourceOf(pod)).Row(pod, Now).GetArray("cells")!.Strings()];
    }
}
