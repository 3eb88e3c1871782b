using Tiphys.Api.Errors;
using Tiphys.ApiServer.Admission.Pods;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Objects;

namespace Tiphys.ApiServer.Tests.Admission;

public sealed class MountableSecretsTests
{
    private const string Pod = """{"metadata":{"name":"p","namespace":"shop"},"spec":{"serviceAccountName":"robot","containers":[{"name":"c"}]EXTRA}}""";
    private readonly InMemoryObjects _objects = new();
    private readonly ServiceAccountAdmission _plugin;

    public MountableSecretsTests()
    {
        _objects.Put(BuiltInResources.ServiceAccounts, """
            {"metadata":{"name":"robot","namespace":"shop","annotations":{"kubernetes.io/enforce-mountable-secrets":"true"}},
             "secrets":[{"name":"mine"}],"automountServiceAccountToken":false}
            """);
        _plugin = new ServiceAccountAdmission(_objects, TimeProvider.System);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(""","volumes":[{"name":"v","secret":{"secretName":"mine"}}]""", true)]
    [InlineData(""","volumes":[{"name":"v","secret":{"secretName":"theirs"}}]""", false)]
    [InlineData(""","initContainers":[{"name":"i","env":[{"name":"X","valueFrom":{"secretKeyRef":{"name":"theirs"}}}]}]""", false)]
    [InlineData(""","initContainers":[{"name":"i","envFrom":[{"secretRef":{"name":"theirs"}}]}]""", false)]
    [InlineData(""","initContainers":[{"name":"i","envFrom":[{"secretRef":{"name":"mine"}}]}]""", true)]
    [InlineData(""","imagePullSecrets":[{"name":"theirs"}]""", false)]
    public async Task Pod_OfARestrictedAccount_UsesOnlyItsSecrets_CVE_2024_3177(string extra, bool allowed) => Assert.Equal(
        allowed, await Record.ExceptionAsync(() => _plugin.RunAsync(TestAdmission.Create("v1", "pods", Pod.Replace("EXTRA", extra)))) is null);

    [Theory]
    [InlineData(""","ephemeralContainers":[{"name":"e","envFrom":[{"secretRef":{"name":"theirs"}}]}]""", false)]
    [InlineData(""","ephemeralContainers":[{"name":"e","env":[{"name":"X","valueFrom":{"secretKeyRef":{"name":"theirs"}}}]}]""", false)]
    [InlineData(""","ephemeralContainers":[{"name":"e","envFrom":[{"secretRef":{"name":"mine"}}]}]""", true)]
    public async Task EphemeralContainer_OfARestrictedAccount_UsesOnlyItsSecrets_CVE_2023_2728(string extra, bool allowed)
    {
        var update = TestAdmission.Update("v1", "pods", Pod.Replace("EXTRA", extra), Pod.Replace("EXTRA", ""), subresource: "ephemeralcontainers");

        var refused = await Record.ExceptionAsync(() => _plugin.RunAsync(update));

        Assert.Equal(allowed, refused is null);
        Assert.True(allowed || refused is ApiException { Code: 403 });
    }
}
