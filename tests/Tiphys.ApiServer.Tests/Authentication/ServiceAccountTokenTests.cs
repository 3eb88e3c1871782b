using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication.Jwt;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Tests.Authentication;

public sealed class ServiceAccountTokenTests
{
    private readonly TestTokens _cluster = new();

    [Fact]
    public async Task Token_OfAnAccount_NamesItsUserAndGroups()
    {
        var result = await _cluster.CheckAsync(await _cluster.TokenAsync());

        Assert.Null(result.Failure);
        Assert.Equal("system:serviceaccount:shop:robot", result.User!.Name);
        Assert.Equal("sa-1", result.User.Uid);
        Assert.Equal(["system:serviceaccounts", "system:serviceaccounts:shop"], result.User.Groups);
        Assert.StartsWith("JTI=", Assert.Single(result.User.Extra["authentication.kubernetes.io/credential-id"]));
    }

    [Fact]
    public async Task Token_OfAnEllipticKey_IsAccepted()
    {
        var cluster = new TestTokens(ECDsa.Create(ECCurve.NamedCurves.nistP256).ExportPkcs8PrivateKeyPem());

        Assert.NotNull((await cluster.CheckAsync(await cluster.TokenAsync())).User);
    }

    [Fact]
    public async Task Token_BoundToPod_TellsPodAndNode()
    {
        var result = await _cluster.CheckAsync(await _cluster.TokenAsync("""{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"cart"}}"""));

        Assert.Equal("cart", result.User!.Extra["authentication.kubernetes.io/pod-name"].Single());
        Assert.Equal("pod-1", result.User.Extra["authentication.kubernetes.io/pod-uid"].Single());
        Assert.Equal("n1", result.User.Extra["authentication.kubernetes.io/node-name"].Single());
        Assert.Equal("node-1", result.User.Extra["authentication.kubernetes.io/node-uid"].Single());
    }

    [Theory]
    [InlineData("Pod", "cart", "pods", "shop")]
    [InlineData("Secret", "safe", "secrets", "shop")]
    [InlineData("Node", "n1", "nodes", "")]
    public async Task Token_BoundToDeletedObject_IsRefused(string kind, string name, string resource, string ns)
    {
        var token = await _cluster.TokenAsync($$$"""{"boundObjectRef":{"kind":"{{{kind}}}","apiVersion":"v1","name":"{{{name}}}"}}""");
        Assert.NotNull((await _cluster.CheckAsync(token)).User);

        _cluster.Objects.Delete(new("", resource), ns, name);

        Assert.Equal("service account token has been invalidated", (await _cluster.CheckAsync(token)).Failure);
    }

    [Fact]
    public async Task Token_OfRecreatedAccount_IsRefused()
    {
        var token = await _cluster.TokenAsync();

        _cluster.Objects.Put(BuiltInResources.ServiceAccounts, """{"metadata":{"name":"robot","namespace":"shop","uid":"sa-2"}}""");

        Assert.Contains("does not match claim", (await _cluster.CheckAsync(token)).Failure);
    }

    [Fact]
    public async Task Token_OfPodBeingDeletedForOverAMinute_IsRefused()
    {
        var token = await _cluster.TokenAsync("""{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"cart"}}""");
        var deleted = ObjectFields.FormatTime(_cluster.Time.GetUtcNow());
        _cluster.Objects.Put(
            BuiltInResources.Pods,
            $$$"""{"metadata":{"name":"cart","namespace":"shop","uid":"pod-1","deletionTimestamp":"{{{deleted}}}"},"spec":{}}""");

        _cluster.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull((await _cluster.CheckAsync(token)).User);
        _cluster.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotNull((await _cluster.CheckAsync(token)).Failure);
    }

    [Fact]
    public async Task Token_PastItsExpiry_IsRefused()
    {
        var token = await _cluster.TokenAsync("""{"expirationSeconds":600}""");

        _cluster.Time.Advance(TimeSpan.FromSeconds(599));
        Assert.NotNull((await _cluster.CheckAsync(token)).User);
        _cluster.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("service account token has expired", (await _cluster.CheckAsync(token)).Failure);
    }

    [Fact]
    public async Task Token_ForAnotherAudience_IsRefused()
    {
        var token = await _cluster.TokenAsync("""{"audiences":["vault"]}""");

        Assert.Contains("audiences", (await _cluster.CheckAsync(token)).Failure);
        Assert.Equal(["vault"], (await _cluster.Tokens.AuthenticateTokenAsync(token, ["vault", "other"], default)).Audiences);
    }

    [Fact]
    public async Task Token_OfAnotherKey_IsRefused()
    {
        var stranger = new TestTokens(RSA.Create(2048).ExportPkcs8PrivateKeyPem());

        Assert.Equal("invalid bearer token", (await _cluster.CheckAsync(await stranger.TokenAsync())).Failure);
    }

    [Fact]
    public async Task Token_OfAnotherIssuer_IsNotOurs()
    {
        var claims = new DocObject { { "iss", "https://elsewhere.test" }, { "sub", "system:serviceaccount:shop:robot" } };

        var result = await _cluster.CheckAsync(JwtWriter.Sign(claims, _cluster.Keys.Signing));

        Assert.Null(result.User);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("RS512")]
    [InlineData("rs256")]
    public async Task Token_WithChangedAlgorithm_IsRefused(string algorithm)
    {
        var parts = (await _cluster.TokenAsync()).Split('.');
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","kid":"{{_cluster.Keys.Signing.KeyId}}"}"""));
        var signed = $"{header}.{parts[1]}";
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(_cluster.Options.SigningKeyPem), Encoding.UTF8.GetBytes(signed));

        foreach (var signature in new[] { parts[2], Base64Url.EncodeToString(mac), "AA" })
            Assert.Null((await _cluster.CheckAsync($"{signed}.{signature}")).User);
    }

    [Fact]
    public async Task Token_WithChangedClaims_IsRefused()
    {
        var parts = (await _cluster.TokenAsync()).Split('.');
        var claims = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Replace("robot", "admin");

        Assert.NotNull((await _cluster.CheckAsync($"{parts[0]}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}.{parts[2]}")).Failure);
    }

    [Fact]
    public async Task LegacyToken_LivesAsLongAsItsSecretHoldsIt()
    {
        var account = _cluster.Objects.Get(BuiltInResources.ServiceAccounts, "shop", "robot")!.Decode();
        var token = _cluster.Authentication.LegacyTokens.Issue(account.ObjectNamespace, account.ObjectName, account.ObjectUid, "robot-token");
        var legacy = new ApiServer.Authentication.ServiceAccounts.LegacyTokenAuthenticator(_cluster.Keys, [TestTokens.Audience], _cluster.Objects, _cluster.Time);
        Assert.NotNull((await legacy.AuthenticateTokenAsync(token, [TestTokens.Audience], default)).Failure);

        var data = Convert.ToBase64String(Encoding.UTF8.GetBytes(token));
        _cluster.Objects.Put(BuiltInResources.Secrets, $$$"""{"metadata":{"name":"robot-token","namespace":"shop"},"data":{"token":"{{{data}}}"}}""");
        Assert.Equal("system:serviceaccount:shop:robot", (await legacy.AuthenticateTokenAsync(token, [TestTokens.Audience], default)).User!.Name);

        _cluster.Objects.Delete(BuiltInResources.Secrets, "shop", "robot-token");
        Assert.NotNull((await legacy.AuthenticateTokenAsync(token, [TestTokens.Audience], default)).Failure);
    }
}
