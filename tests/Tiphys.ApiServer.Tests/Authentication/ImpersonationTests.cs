using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authentication.Impersonation;
using Tiphys.ApiServer.Authorization;

namespace Tiphys.ApiServer.Tests.Authentication;

public sealed class ImpersonationTests
{
    private sealed class Recorder(Func<AuthorizationAttributes, bool> allows) : IAuthorizer
    {
        public List<AuthorizationAttributes> Asked { get; } = [];

        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken)
        {
            Asked.Add(attributes);
            return ValueTask.FromResult(allows(attributes) ? AuthorizationDecision.Allow() : AuthorizationDecision.NoOpinion);
        }
    }

    private static HttpContext Request(params (string Name, string Value)[] headers)
    {
        var http = new DefaultHttpContext();
        foreach (var (name, value) in headers)
            http.Request.Headers.Append(name, value);
        return http;
    }

    [Fact]
    public async Task Impersonation_AllParts_AsksForEachAndBecomesThem()
    {
        var recorder = new Recorder(_ => true);
        var http = Request(
            ("Impersonate-User", "jane"), ("Impersonate-Group", "dev"), ("Impersonate-Group", "ops"), ("Impersonate-Uid", "7"), ("Impersonate-Extra-Scopes", "view"));

        var user = await new Impersonator(recorder).ApplyAsync(http, new UserInfo("admin"), default);

        Assert.Equal("jane", user.Name);
        Assert.Equal(["dev", "ops", "system:authenticated"], user.Groups);
        Assert.Equal("7", user.Uid);
        Assert.Equal(["users/jane", "groups/dev", "groups/ops", "uids/7", "userextras/view"], recorder.Asked.Select(asked => $"{asked.Resource}/{asked.Name}"));
        Assert.All(recorder.Asked, asked => Assert.Equal("impersonate", asked.Verb));
        Assert.DoesNotContain(http.Request.Headers.Keys, name => name.StartsWith("Impersonate"));
    }

    [Fact]
    public async Task Impersonation_OfAServiceAccount_AsksInItsNamespaceAndGivesItsGroups()
    {
        var recorder = new Recorder(_ => true);

        var user = await new Impersonator(recorder).ApplyAsync(Request(("Impersonate-User", "system:serviceaccount:shop:robot")), new UserInfo("admin"), default);

        Assert.Equal(("serviceaccounts", "shop", "robot"), (recorder.Asked[0].Resource, recorder.Asked[0].Namespace, recorder.Asked[0].Name));
        Assert.Equal(["system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"], user.Groups);
    }

    [Fact]
    public async Task Impersonation_OfAGroupNotAllowed_IsForbidden()
    {
        var impersonator = new Impersonator(new Recorder(asked => asked.Resource == "users"));

        var refused = await Assert.ThrowsAsync<ApiException>(() => impersonator.ApplyAsync(
            Request(("Impersonate-User", "jane"), ("Impersonate-Group", "system:masters")), new UserInfo("bob"), default).AsTask());

        Assert.Equal("groups \"system:masters\" is forbidden: User \"bob\" cannot impersonate resource \"groups\" in API group \"\" at the cluster scope", refused.Message);
    }

    [Fact]
    public async Task Impersonation_WithoutAUser_IsRefused() => await Assert.ThrowsAsync<ApiException>(
        () => new Impersonator(new Recorder(_ => true)).ApplyAsync(Request(("Impersonate-Group", "dev")), new UserInfo("bob"), default).AsTask());

    [Theory]
    [InlineData("Impersonate-Group")]
    [InlineData("Impersonate-Uid")]
    [InlineData("Impersonate-Extra-Scopes")]
    public async Task Impersonation_OfNobody_IsABadRequest(string header)
    {
        var refused = await Assert.ThrowsAsync<ApiException>(
            () => new Impersonator(new Recorder(_ => true)).ApplyAsync(Request((header, "x")), new UserInfo("admin"), default).AsTask());

        Assert.Equal(400, refused.Code);
        Assert.EndsWith("without impersonating a user name", refused.Message);
    }
}
