using System.Net;
using Tiphys.Api.Documents;
using Tiphys.Host.Configuration;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Tests.Configuration;

public sealed class ClusterOptionsReaderTests
{
    [Fact]
    public void Read_NothingGiven_HasTheDocumentedDefaults()
    {
        var options = Read();

        Assert.Equal("/var/lib/tiphys", options.DataDir);
        Assert.Equal("/run/tiphys", options.RuntimeDir);
        Assert.Equal("https://127.0.0.1:6443", options.ApiUrl);
        Assert.Equal(IPAddress.Parse("10.43.0.1"), options.ApiServiceAddress);
        Assert.Equal(IPAddress.Parse("10.42.0.1"), options.PodGateway);
        Assert.Equal(IPNetwork.Parse("10.42.0.0/24"), options.NodePodCidr);
        Assert.Equal((30000, 32767), options.NodePortRange);
    }

    [Fact]
    public void Read_FlagEnvironmentAndFile_FlagWinsOverEnvironmentOverFile()
    {
        var file = new DocObject { { "api-port", 1 }, { "cluster-domain", "file" }, { "node-name", "file" } };
        string? Environment(string name) => name is "TIPHYS_API_PORT" ? "2" : name is "TIPHYS_CLUSTER_DOMAIN" ? "environment" : null;

        var options = Read(new() { ["api-port"] = ["3"] }, Environment, file);

        Assert.Equal(3, options.ApiPort);
        Assert.Equal("environment", options.ClusterDomain);
        Assert.Equal("file", options.NodeName);
    }

    [Fact]
    public void Read_ListSetting_TakesCommasRepeatsAndYamlLists()
    {
        var file = new DocObject { { "tls-san", new DocArray(["a", "b"]) } };

        Assert.Equal(["a", "b"], Read(file: file).TlsSans);
        Assert.Equal(["c", "d", "e"], Read(new() { ["tls-san"] = ["c,d", "e"] }, file: file).TlsSans);
    }

    [Fact]
    public void Read_AnotherName_HasDirectoriesOfItsOwn()
    {
        var options = Read(new() { ["name"] = ["blue"] });

        Assert.Equal("/var/lib/tiphys-blue", options.DataDir);
        Assert.Equal("/run/tiphys-blue", options.RuntimeDir);
    }

    [Fact]
    public void Read_SeveralWrongValues_NamesThemAll()
    {
        var fault = Assert.Throws<FaultException>(() => Read(new()
        {
            ["api-port"] = ["70000"], ["pod-cidr"] = ["10.0.0.0"], ["name"] = ["No_Name"], ["service-node-port-range"] = ["9-1"], ["disable"] = ["kitchen"],
        }));

        Assert.True(fault.IsUsage);
        foreach (var setting in new[] { "api-port", "pod-cidr", "name", "service-node-port-range", "disable" })
            Assert.Contains(setting + ":", fault.Cause, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cluster-dns", "10.99.0.10")]
    [InlineData("service-cidr", "10.42.0.0/17")]
    public void Read_AddressesThatDoNotFitTogether_IsRefused(string setting, string value) =>
        Assert.Throws<FaultException>(() => Read(new() { [setting] = [value] }));

    [Fact]
    public void Read_UnknownKeyInTheFile_IsRefusedByName() =>
        Assert.Contains("colour", Assert.Throws<FaultException>(() => Read(file: new DocObject { { "colour", "red" } })).Cause, StringComparison.Ordinal);

    private static ClusterOptions Read(Dictionary<string, IReadOnlyList<string>>? flags = null, Func<string, string?>? environment = null, DocObject? file = null) =>
        ClusterOptionsReader.Read(new SettingValues(flags ?? [], environment ?? (_ => null), file ?? new DocObject()));
}
