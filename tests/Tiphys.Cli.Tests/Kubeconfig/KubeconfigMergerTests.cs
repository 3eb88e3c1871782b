using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Cli.Kubeconfig;

namespace Tiphys.Cli.Tests.Kubeconfig;

public sealed class KubeconfigMergerTests
{
    private static readonly KubeconfigEntry Entry = new("tiphys", "https://127.0.0.1:6443", "ca"u8.ToArray(), "crt"u8.ToArray(), "key"u8.ToArray());

    [Fact]
    public void Merge_OtherEntries_StayUntouched()
    {
        var config = Parse("""{"clusters":[{"name":"work","cluster":{"server":"https://a"}}],"users":[{"name":"me","user":{"token":"t"}}],"contexts":[{"name":"work","context":{"cluster":"work","user":"me"}}],"current-context":"work","extra":1}""");

        KubeconfigMerger.Merge(config, Entry);

        Assert.Equal(["work", "tiphys"], config.GetArray("clusters")!.Objects().Select(entry => entry.GetString("name")!));
        Assert.Equal("t", config.GetArray("users")!.Objects().First().GetObject("user")!.GetString("token"));
        Assert.Equal("tiphys", config.GetString("current-context"));
        Assert.Equal(1, config.GetInt64("extra"));
    }

    [Fact]
    public void Merge_Again_ReplacesTheEntryAndKeepsTheChosenNamespace()
    {
        var config = Entry.ToDocument();
        config.GetArray("contexts")!.Objects().Single().GetObject("context")!["namespace"] = "team";

        KubeconfigMerger.Merge(config, Entry with { Server = "https://127.0.0.1:7443" });

        Assert.Equal("https://127.0.0.1:7443", config.GetArray("clusters")!.Objects().Single().GetObject("cluster")!.GetString("server"));
        Assert.Equal("team", config.GetArray("contexts")!.Objects().Single().GetObject("context")!.GetString("namespace"));
    }

    [Fact]
    public void Remove_Merged_LeavesWhatWasThereBefore()
    {
        var before = """{"clusters":[{"name":"work","cluster":{"server":"https://a"}}],"users":[],"contexts":[],"current-context":"work"}""";
        var config = Parse(before);
        KubeconfigMerger.Merge(config, Entry);

        Assert.True(KubeconfigMerger.Remove(config, "tiphys"));
        Assert.False(KubeconfigMerger.Remove(config, "tiphys"));

        var expected = Parse(before);
        expected["current-context"] = "";
        Assert.True(expected.DeepEquals(config), config.ToString());
    }

    private static DocObject Parse(string json) => DocReader.ParseObject(Encoding.UTF8.GetBytes(json));
}
