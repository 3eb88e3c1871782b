using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using Tiphys.ApiServer.Fixture;

namespace Tiphys.ApiServer.Tests.Zpages;

public sealed class ZpageTests
{
    private static readonly Dictionary<string, string> Flags = new() { ["secure-port"] = "6443", ["authorization-mode"] = "[Node,RBAC]" };

    [Theory]
    [InlineData("text/plain")]
    [InlineData("text/*")]
    [InlineData("*/*")]
    [InlineData("application/json;q=0.5, text/plain;q=0.1")]
    public async Task Flagz_ForPeople_IsSortedText(string accept)
    {
        await using var server = await StartAsync();

        var answer = await server.SendAsync("GET", "/flagz", accept: accept);

        Assert.Equal("text/plain; charset=utf-8", answer.ContentType);
        Assert.StartsWith("\napiserver flagz\nWarning: ", answer.Text, StringComparison.Ordinal);
        Assert.EndsWith("\nauthorization-mode=[Node,RBAC]\nsecure-port=6443\n", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flagz_AsAnObject_HasThePropertiesOfItsKind()
    {
        await using var server = await StartAsync();

        var answer = await server.SendAsync("GET", "/flagz", accept: "application/json;v=v1beta1;g=config.k8s.io;as=Flagz");

        Assert.Equal("application/json;g=config.k8s.io;v=v1beta1;as=Flagz", answer.ContentType?.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal("Flagz config.k8s.io/v1beta1 apiserver 6443", $"{answer["kind"]} {answer["apiVersion"]} {answer["metadata.name"]} {answer["flags.secure-port"]}");
    }

    [Fact]
    public async Task Flagz_InItsOldVersion_Warns()
    {
        await using var server = await StartAsync();

        var answer = await server.SendAsync("GET", "/flagz", accept: "application/yaml;v=v1alpha1;g=config.k8s.io;as=Flagz");

        Assert.Contains("apiVersion: config.k8s.io/v1alpha1\n", answer.Text, StringComparison.Ordinal);
        Assert.Contains("\n  secure-port: \"6443\"\n", answer.Text, StringComparison.Ordinal);
        Assert.Equal("299 - \"This version of the flagz endpoint is deprecated. Please use a newer version.\"", Assert.Single(answer.Headers.GetValues("Warning")));
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/yaml")]
    [InlineData("application/*")]
    [InlineData("text/html")]
    [InlineData("text/plain;v=1")]
    [InlineData("application/json;v=v1;g=config.k8s.io;as=Flagz")]
    [InlineData("application/json;v=v1beta1;g=config.k8s.io;as=Statusz")]
    [InlineData("application/cbor;v=v1beta1;g=config.k8s.io;as=Flagz")]
    public async Task Flagz_InAFormThatIsNotThere_IsRefused(string accept)
    {
        await using var server = await StartAsync();

        var answer = await server.SendAsync("GET", "/flagz", accept: accept);

        Assert.Equal(406, answer.Code);
        Assert.Contains("only the following media types are accepted: application/json, application/yaml, text/plain", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statusz_AfterAWhile_SaysSinceWhenItRuns()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-03-04T05:06:07Z", CultureInfo.InvariantCulture));
        await using var server = await StartAsync(time);
        time.Advance(new TimeSpan(26, 3, 4));

        var text = (await server.SendAsync("GET", "/statusz", accept: "text/plain")).Text;
        var form = await server.SendAsync("GET", "/statusz", accept: "application/json;v=v1beta1;g=config.k8s.io;as=Statusz");

        Assert.Contains("\n\nStarted: Wed Mar 4 05:06:07 UTC 2026\nUp: 26 hr 03 min 04 sec\n", text, StringComparison.Ordinal);
        Assert.Contains("\nBinary version: 1.36.0\nEmulation version: 1.36\nPaths: /flagz /healthz ", text, StringComparison.Ordinal);
        Assert.Equal("2026-03-04T05:06:07Z 93784 1.36", $"{form["startTime"]} {form["uptimeSeconds"]} {form["emulationVersion"]}");
    }

    private static Task<TestApiServer> StartAsync(TimeProvider? time = null) =>
        TestApiServer.StartAsync(time: time, adjust: options => options with { Flags = Flags });
}
