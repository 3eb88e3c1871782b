using System.Text;
using Tiphys.ApiServer.Encryption;
using Tiphys.Storage;
using Tiphys.Storage.Encryption;

namespace Tiphys.ApiServer.Tests.Encryption;

public sealed class EncryptionConfigurationTests
{
    private const string A = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private const string B = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=";

    [Theory]
    [InlineData("/registry/secrets/a/b", "one")]
    [InlineData("/registry/apps/deployments/a/b", "two")]
    [InlineData("/registry/apps/replicasets/a/b", "one")]
    [InlineData("/registry/configmaps/a/b", null)]
    public void Parse_SeveralEntries_FirstThatFitsDecides(string key, string? wanted)
    {
        var plan = Parse(
            $$$"""
            - resources: [deployments.apps]
              providers: [{aesgcm: {keys: [{name: two, secret: {{{B}}}}]}}]
            - resources: [secrets, '*.apps']
              providers: [{aesgcm: {keys: [{name: one, secret: {{{A}}}}]}}]
            """);

        Assert.Equal(wanted, plan!.KeyFor(new StoreKey(key))?.Name);
    }

    [Fact]
    public void Parse_IdentityFirst_WritesPlainAndReadsTheRest()
    {
        var plan = Parse($"- {{resources: ['*.*'], providers: [{{identity: {{}}}}, {{aesgcm: {{keys: [{{name: one, secret: {A}}}]}}}}]}}")!;

        Assert.False(plan.Encrypts);
        Assert.Equal("one", Assert.Single(plan.Keys).Name);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{resources: [secrets]}]")]
    [InlineData("[{resources: [secrets], providers: [{kms: {}}]}]")]
    [InlineData("[{resources: ['*'], providers: [{identity: {}}]}]")]
    [InlineData("[{resources: [secrets], providers: [{aesgcm: {keys: [{name: one, secret: short}]}}]}]")]
    [InlineData("[{resources: [secrets], providers: [{aesgcm: {keys: [{name: one, secret: " + A + "}, {name: one, secret: " + B + "}]}}]}]")]
    public void Parse_Wrong_IsRefusedWithoutTellingSecrets(string resources)
    {
        var refused = Assert.Throws<FormatException>(() => Parse(resources));

        Assert.DoesNotContain(A, refused.Message, StringComparison.Ordinal);
    }

    private static EncryptionPlan? Parse(string resources) => EncryptionConfiguration.Parse(Encoding.UTF8.GetBytes(
        $"apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\nresources:\n{resources}\n"));
}
