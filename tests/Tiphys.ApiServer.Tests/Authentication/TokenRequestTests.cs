using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Authentication.Jwt;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Tests.Authentication;

public sealed class TokenRequestTests
{
    private readonly TestTokens _cluster = new();

    [Fact]
    public async Task Request_WithoutWishes_GetsAnHourAndTheServersAudience()
    {
        var answer = await _cluster.RequestAsync("{}");

        Assert.Equal(3600, answer.GetObject("spec")!.GetInt64("expirationSeconds"));
        Assert.Equal([TestTokens.Audience], answer.StringsAt("spec", "audiences"));
        Assert.Equal(ObjectFields.FormatTime(_cluster.Time.GetUtcNow().AddHours(1)), answer.StringAt("status", "expirationTimestamp"));
        Assert.Equal("robot", answer.ObjectName);
    }

    [Theory]
    [InlineData("599", "may not specify a duration less than 10 minutes")]
    [InlineData("4294967297", "may not specify a duration larger than 2^32 seconds")]
    public async Task Request_OutsideTheBounds_IsInvalid(string seconds, string detail)
    {
        var refused = await Assert.ThrowsAsync<ApiException>(() => _cluster.RequestAsync($$"""{"expirationSeconds":{{seconds}}}"""));

        Assert.Equal(422, refused.Code);
        Assert.Equal($"TokenRequest.authentication.k8s.io \"\" is invalid: spec.expirationSeconds: Invalid value: {seconds}: {detail}", refused.Message);
    }

    [Theory]
    [InlineData("Pod", "ghost", "", 404)]
    [InlineData("Pod", "cart", "pod-2", 409)]
    [InlineData("ConfigMap", "cart", "", 400)]
    [InlineData("Pod", "", "", 400)]
    public async Task Request_BoundToTheWrongObject_IsRefused(string kind, string name, string uid, int code)
    {
        var refused = await Assert.ThrowsAsync<ApiException>(() => _cluster.RequestAsync(
            $$$"""{"boundObjectRef":{"kind":"{{{kind}}}","apiVersion":"v1","name":"{{{name}}}","uid":"{{{uid}}}"}}"""));

        Assert.Equal(code, refused.Code);
    }

    [Fact]
    public async Task Request_BoundToAnotherAccountsPod_IsRefused()
    {
        _cluster.Objects.Put(BuiltInResources.ServiceAccounts, """{"metadata":{"name":"other","namespace":"shop"}}""");

        var refused = await Assert.ThrowsAsync<ApiException>(
            () => _cluster.RequestAsync("""{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"cart"}}""", "other"));

        Assert.Contains("pod running with different serviceaccount name", refused.Message);
    }

    [Fact]
    public async Task Request_OfTheAutomaticMount_LivesAYearAndWarnsAfterAnHour()
    {
        var answer = await _cluster.RequestAsync("""{"expirationSeconds":3607,"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"cart"}}""");

        Assert.True(JwtToken.TryParse(answer.StringAt("status", "token"), out var token));
        Assert.True(token!.TryGetDate("exp", out var expiry));
        Assert.Equal(_cluster.Time.GetUtcNow().AddDays(365), expiry);
        Assert.Equal(_cluster.Time.GetUtcNow().AddSeconds(3607).ToUnixTimeSeconds(), ((DocObject)token.Claims["kubernetes.io"]!).GetInt64("warnafter"));
        Assert.Equal(ObjectFields.FormatTime(_cluster.Time.GetUtcNow().AddSeconds(3607)), answer.StringAt("status", "expirationTimestamp"));
    }

    [Fact]
    public async Task TokenReview_OfAGoodToken_TellsUserAndAudiences()
    {
        var review = _cluster.Authentication.Resources.Single(resource => resource.Resource.Resource == "tokenreviews");
        var body = new DocObject { { "spec", new DocObject { { "token", await _cluster.TokenAsync() } } } };

        var status = (await review.CreateAsync(new VirtualCreate(new("admin"), "", "", body), default)).GetObject("status")!;

        Assert.True(status.GetBool("authenticated"));
        Assert.Equal("system:serviceaccount:shop:robot", status.StringAt("user", "username"));
        Assert.Contains("system:authenticated", status.StringsAt("user", "groups"));
        Assert.Equal([TestTokens.Audience], status.StringsAt("audiences"));
    }

    [Fact]
    public void DiscoveryDocuments_NameIssuerAndKeys()
    {
        var configuration = DocReader.ParseObject(_cluster.Authentication.Discovery.Configuration);
        var keys = DocReader.ParseObject(_cluster.Authentication.Discovery.KeySet);

        Assert.Equal(TestTokens.Audience, configuration.GetString("issuer"));
        Assert.Equal($"{TestTokens.Audience}/openid/v1/jwks", configuration.GetString("jwks_uri"));
        Assert.Equal(_cluster.Keys.Signing.KeyId, keys.ObjectsAt("keys").Single().GetString("kid"));
    }
}
