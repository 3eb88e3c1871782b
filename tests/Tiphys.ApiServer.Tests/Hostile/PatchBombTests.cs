using System.Text;

namespace Tiphys.ApiServer.Tests.Hostile;

/// <summary>Patches whose few bytes make much work (CVE-2019-1002100) or pile up depth.</summary>
public sealed class PatchBombTests(BombedServer bombed) : IClassFixture<BombedServer>
{
    private const string ConfigMap = "/api/v1/namespaces/default/configmaps/base";

    [Theory]
    [InlineData("too-many-operations", 413)]
    [InlineData("doubling-copies", 422)]
    [InlineData("inserts-in-front", 422)]
    [InlineData("moves-in-front", 422)]
    [InlineData("piled-moves", 422)]
    [InlineData("piled-values", 422)]
    [InlineData("long-paths", 422)]
    public async Task JsonPatch_MadeToHurt_IsRefused_CVE_2019_1002100(string name, int code)
    {
        var answer = await bombed.Server.SendAsync("PATCH", ConfigMap, Make(name), "application/json-patch+json");

        Assert.Equal(code, answer.Code);
        Assert.Equal("b", (await bombed.Server.GetAsync(ConfigMap))["data.a"]);
    }

    [Theory]
    [InlineData("application/merge-patch+json", "metadata.annotations: Too long")]
    [InlineData("application/strategic-merge-patch+json", "metadata.annotations: Too long")]
    [InlineData("application/apply-patch+yaml", "metadata.annotations: Too long")]
    public async Task Patch_OfAHundredThousandMembers_IsAnsweredBeforeLong(string contentType, string why)
    {
        var members = string.Join(',', Enumerable.Range(0, 100_000).Select(at => $"\"k{at * 7919 % 100_000}\":\"v\""));
        var body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"base","annotations":{MEMBERS}}}""".Replace("MEMBERS", members);

        var answer = await bombed.Server.SendAsync("PATCH", $"{ConfigMap}?fieldManager=m", body, contentType);

        Assert.InRange(answer.Code, 413, 422);
        Assert.Contains(why, answer["message"]);
    }

    [Theory]
    [InlineData("application/merge-patch+json", """{"data":{MEMBERS}}""")]
    [InlineData("application/strategic-merge-patch+json", """{"data":{MEMBERS}}""")]
    [InlineData("application/json-patch+json", """[{"op":"add","path":"/data","value":{MEMBERS}}]""")]
    public async Task Patch_OfMoreValuesThanAnObjectMayHave_IsRefusedBeforeItIsMerged(string contentType, string body)
    {
        var members = string.Join(',', Enumerable.Range(0, 220_000).Select(at => $"\"k{at}\":null"));

        var answer = await bombed.Server.SendAsync("PATCH", ConfigMap, body.Replace("MEMBERS", members), contentType);

        Assert.Equal(413, answer.Code);
        Assert.Equal("b", (await bombed.Server.GetAsync(ConfigMap))["data.a"]);
    }

    [Fact]
    public async Task Tolerations_ManyChangedAtOnce_AreComparedBeforeLong()
    {
        const string Pods = "/api/v1/namespaces/default/pods";
        Assert.Equal(201, (await bombed.Server.PostAsync(Pods, Pod(20_000))).Code);

        var answer = await bombed.Server.SendAsync("PATCH", $"{Pods}/p", Pod(20_000).Replace("\"key\":\"t", "\"key\":\"u"), "application/merge-patch+json");

        Assert.Equal(422, answer.Code);
        Assert.Contains("existing toleration can not be modified", answer["message"]);

        static string Pod(int tolerations) =>
            """{"metadata":{"name":"p"},"spec":{"containers":[{"name":"c","image":"i"}],"tolerations":[LIST]}}""".Replace(
                "LIST", string.Join(',', Enumerable.Range(0, tolerations).Select(at => $$"""{"key":"t{{at}}","operator":"Exists"}""")));
    }

    [Fact]
    public async Task Apply_InConflictOverFiftyThousandFields_IsToldInShort()
    {
        var fields = string.Join(',', Enumerable.Range(0, 50_000).Select(at => $"\"k{at}\":\"VALUE\""));
        var body = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"contested"},"data":{FIELDS}}""".Replace("FIELDS", fields);
        const string Path = "/api/v1/namespaces/default/configmaps/contested?fieldManager=";
        Assert.Equal(201, (await bombed.Server.SendAsync("PATCH", Path + "a", body.Replace("VALUE", "1"), "application/apply-patch+yaml")).Code);

        var answer = await bombed.Server.SendAsync("PATCH", Path + "b", body.Replace("VALUE", "2"), "application/apply-patch+yaml");

        Assert.Equal(409, answer.Code);
        Assert.StartsWith("Apply failed with 50000 conflicts: ", answer["message"], StringComparison.Ordinal);
        Assert.InRange(answer["message"]!.Length, 1_000, 200_000);
    }

    [Fact]
    public async Task Apply_OfElementsWithoutTheirKeys_IsToldInShort()
    {
        var body = """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"keyless"},"spec":{"containers":[ITEMS]}}""".Replace("ITEMS", string.Join(',', Enumerable.Repeat("{}", 90_000)));

        var answer = await bombed.Server.SendAsync("PATCH", "/api/v1/namespaces/default/pods/keyless?fieldManager=a", body, "application/apply-patch+yaml");

        Assert.Equal(400, answer.Code);
        Assert.InRange(answer["message"]!.Length, 1_000, 400_000);
    }

    [Fact]
    public async Task Ports_TwentyThousandAlike_AreTakenBeforeLong()
    {
        var ports = string.Join(',', Enumerable.Repeat("""{"containerPort":1}""", 20_000));

        var answer = await bombed.Server.PostAsync(
            "/api/v1/namespaces/default/pods", """{"metadata":{"name":"ports"},"spec":{"containers":[{"name":"c","image":"i","ports":[PORTS]}]}}""".Replace("PORTS", ports));

        Assert.Equal(201, answer.Code);
    }

    private static string Make(string name) => name switch
    {
        "too-many-operations" => Operations(Enumerable.Repeat("""{"op":"test","path":"/data/a","value":"b"}""", 10_001)),
        "doubling-copies" => Operations(Enumerable.Range(0, 9_000).Select(at => $$"""{"op":"copy","from":"/data","path":"/data/b{{at}}"}""")),
        "inserts-in-front" => Operations([LongList, .. Enumerable.Repeat("""{"op":"add","path":"/x/0","value":1}""", 9_998)]),
        "moves-in-front" => Operations([LongList, .. Enumerable.Repeat("""{"op":"move","from":"/x/0","path":"/x/5"}""", 9_998)]),
        "piled-moves" => Operations(["""{"op":"add","path":"/x","value":{}}""", .. Enumerable.Range(0, 3_300).SelectMany(_ => (string[])
            ["""{"op":"add","path":"/b","value":{}}""", """{"op":"move","from":"/x","path":"/b/x"}""", """{"op":"move","from":"/b","path":"/x"}"""])]),
        "piled-values" => Operations([$$"""{"op":"add","path":"/x","value":{{Deep}}}""", .. Enumerable.Range(0, 200).SelectMany(at => (string[])
            [$$"""{"op":"add","path":"/{{"yx"[at % 2]}}","value":{{Deep}}}""", $$"""{"op":"move","from":"/{{"xy"[at % 2]}}","path":"/{{"yx"[at % 2]}}{{LongPath}}"}"""])]),
        "long-paths" => Operations(Enumerable.Repeat($$"""{"op":"add","path":"{{new StringBuilder().Insert(0, "/a", 300_000)}}","value":1}""", 4)),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static string LongList => $$"""{"op":"add","path":"/x","value":[{{string.Join(',', Enumerable.Repeat("1", 150_000))}}]}""";

    private static string LongPath => new StringBuilder().Insert(0, "/a", 390).ToString();

    private static string Deep => $"{new StringBuilder().Insert(0, "{\"a\":", 390)}{{}}{new string('}', 390)}";

    private static string Operations(IEnumerable<string> operations) => $"[{string.Join(',', operations)}]";
}
