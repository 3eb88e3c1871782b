using System.Text;
using Microsoft.Extensions.Time.Testing;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Audit;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Authorization;
using Tiphys.ApiServer.Tests.Security;

namespace Tiphys.ApiServer.Tests.Audit;

public sealed class AuditTests
{
    private sealed class Recorder : IAuditSink
    {
        public List<DocObject> Events { get; } = [];

        public ValueTask WriteAsync(IReadOnlyList<DocObject> events, CancellationToken cancellationToken)
        {
            Events.AddRange(events);
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private static AuditPolicy Policy(string rules, string head = "") =>
        AuditPolicy.Parse(Encoding.UTF8.GetBytes($"apiVersion: audit.k8s.io/v1\nkind: Policy\n{head}rules:\n{rules}"));

    /// <summary>What a run of requests leaves behind; the server has ended, so all of it is written.</summary>
    private static async Task<IReadOnlyList<DocObject>> RecordAsync(AuditPolicy policy, Func<SecureServer, Task> act)
    {
        var recorder = new Recorder();
        await using (var server = await SecureServer.StartAsync(adjust: options => options with { Audit = new AuditOptions { Policy = policy, FurtherSinks = [recorder] } }))
        {
            await server.NamespaceAsync("shop");
            await act(server);
        }

        return [.. recorder.Events.Where(entry => entry.StringAt("userAgent") == "" && entry.StringAt("requestURI").Contains("marked"))];
    }

    private static Task<SecureServer.Answer> CreateAsync(SecureServer server, string user = "admin") => server.SendAsync(
        user, "POST", "/api/v1/namespaces/shop/secrets?x=marked", """{"metadata":{"name":"s"},"stringData":{"key":"very secret"}}""");

    [Fact]
    public async Task Metadata_OfASecret_TellsWhoAndWhatButNoBody()
    {
        var events = await RecordAsync(AuditPolicy.MetadataOfAll, server => CreateAsync(server));

        var entry = Assert.Single(events);
        Assert.Equal(("Event", "Metadata", "ResponseComplete", "create"), (entry.StringAt("kind"), entry.StringAt("level"), entry.StringAt("stage"), entry.StringAt("verb")));
        Assert.Equal("admin", entry.StringAt("user", "username"));
        Assert.Equal(("secrets", "shop", "s", "v1"), (entry.StringAt("objectRef", "resource"), entry.StringAt("objectRef", "namespace"), entry.StringAt("objectRef", "name"), entry.StringAt("objectRef", "apiVersion")));
        Assert.Equal(201, entry.GetObject("responseStatus")!.GetInt64("code"));
        Assert.Equal("allow", entry.StringAt("annotations", "authorization.k8s.io/decision"));
        Assert.DoesNotContain("secret\"", entry.ToString().Replace("\"secrets\"", ""));
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("very secret")), entry.ToString());
    }

    [Fact]
    public async Task RequestResponse_OfACreate_CarriesBothObjects()
    {
        var events = await RecordAsync(Policy("- level: RequestResponse\n  omitManagedFields: true\n"), server => CreateAsync(server));

        Assert.Equal(["RequestReceived", "ResponseComplete"], events.Select(entry => entry.StringAt("stage")));
        Assert.Equal("very secret", events[1].StringAt("requestObject", "stringData", "key"));
        Assert.Equal("s", events[1].StringAt("responseObject", "metadata", "name"));
        Assert.Null(events[1].GetPath("responseObject", "metadata", "managedFields"));
        Assert.Equal(events[0].StringAt("auditID"), events[1].StringAt("auditID"));
    }

    [Fact]
    public async Task EveryRequest_HoweverItEnds_HasExactlyOneCompletion()
    {
        var events = await RecordAsync(AuditPolicy.MetadataOfAll, async server =>
        {
            await CreateAsync(server);
            await CreateAsync(server);
            await CreateAsync(server, "jane");
            await CreateAsync(server, "");
            await CreateAsync(server, "wrong");
            await server.SendAsync("admin", "POST", "/api/v1/namespaces/shop/secrets?x=marked", "{not json");
            await server.SendAsync("admin", "GET", "/no/such/path?x=marked");
            await server.SendAsync("admin", "GET", "/api/v1/namespaces/shop/secrets?watch=1&timeoutSeconds=1&x=marked");
        });

        var codes = events.Where(entry => entry.StringAt("stage") == "ResponseComplete").Select(entry => entry.GetObject("responseStatus")!.GetInt64("code"));
        Assert.Equal([201, 409, 403, 401, 401, 400, 404, 200], codes);
        Assert.Equal("ResponseStarted", Assert.Single(events, entry => entry.StringAt("stage") != "ResponseComplete").StringAt("stage"));
        Assert.Equal("forbid", events[2].StringAt("annotations", "authorization.k8s.io/decision"));
    }

    [Fact]
    public async Task Impersonation_IsToldBesideTheRealUser()
    {
        var events = await RecordAsync(AuditPolicy.MetadataOfAll, server => server.SendAsync(
            "admin", "GET", "/version?x=marked", null, "application/json", ("Impersonate-User", "jane")));

        Assert.Equal("admin", Assert.Single(events).StringAt("user", "username"));
        Assert.Equal("jane", events[0].StringAt("impersonatedUser", "username"));
        Assert.DoesNotContain("Bearer", events[0].ToString());
    }

    [Theory]
    [InlineData("get pods shop/a", AuditLevel.Request)]
    [InlineData("get pods/log shop/a", AuditLevel.Metadata)]
    [InlineData("create pods/exec shop/a", AuditLevel.Metadata)]
    [InlineData("get secrets shop/a", AuditLevel.None)]
    [InlineData("get secrets kube-system/a", AuditLevel.RequestResponse)]
    [InlineData("get /healthz", AuditLevel.None)]
    [InlineData("get /metrics", AuditLevel.Metadata)]
    [InlineData("delete nodes /n", AuditLevel.Metadata)]
    public void Policy_FirstRuleThatFits_Decides(string question, AuditLevel level)
    {
        var policy = Policy("""
            - level: RequestResponse
              namespaces: ["kube-system"]
              resources: [{group: "", resources: ["secrets"]}]
            - level: None
              resources: [{group: "", resources: ["secrets"]}]
            - level: Request
              resources: [{group: "", resources: ["pods"]}]
            - level: None
              nonResourceURLs: ["/healthz*"]
            - level: Metadata
            """);

        Assert.Equal(level, policy.Decide(TestRoles.Attributes(new("jane"), question)).Level);
    }

    [Theory]
    [InlineData("kind: Policy\nrules: []")]
    [InlineData("apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: All}]")]
    [InlineData("apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [Begin]\nrules: []")]
    [InlineData("{")]
    public void Policy_ThatIsNone_IsRefused(string text) => Assert.Throws<FormatException>(() => AuditPolicy.Parse(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public async Task LogFile_Full_IsPutAsideAndBounded()
    {
        var directory = Directory.CreateTempSubdirectory("audit");
        try
        {
            var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
            var path = Path.Combine(directory.FullName, "sub", "audit.log");
            await using (var log = new AuditLogFile(new AuditLogOptions { Path = path, MaxBytes = 200, MaxBackups = 2 }, time))
            {
                for (var number = 0; number < 20; number++)
                {
                    time.Advance(TimeSpan.FromSeconds(1));
                    await log.WriteAsync([new DocObject { { "number", number }, { "text", new string('x', 60) } }], default);
                }
            }

            var files = Directory.GetFiles(Path.GetDirectoryName(path)!);
            Assert.Equal(3, files.Length);
            Assert.All(files, file => Assert.True(new FileInfo(file).Length <= 200));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Contains("\"number\":19", (await File.ReadAllLinesAsync(path))[^1]);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
