using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authentication.Impersonation;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Pipeline;

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

    private static RequestContext Request(UserInfo real, params (string Name, string Value)[] headers)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = "GET";
        http.Request.Path = "/api/v1/namespaces/shop/pods/cart";
        foreach (var (name, value) in headers)
            http.Request.Headers.Append(name, value);
        return new RequestContext(http, RequestInfoParser.Parse(http.Request)) { User = real };
    }

    private static UserInfo Account(string node) => new("system:serviceaccount:shop:agent")
    {
        Extra = new Dictionary<string, IReadOnlyList<string>> { ["authentication.kubernetes.io/node-name"] = [node] },
    };

    private static string Told(AuthorizationAttributes asked) => $"{asked.Verb} {asked.Group}/{asked.Resource}/{asked.Name}";

    [Fact]
    public async Task Impersonation_AllParts_AsksForEachAndBecomesThem()
    {
        var recorder = new Recorder(asked => asked.Verb == "impersonate");
        var context = Request(
            new("admin"),
            ("Impersonate-User", "jane"), ("Impersonate-Group", "dev"), ("Impersonate-Group", "ops"), ("Impersonate-Uid", "7"), ("Impersonate-Extra-Scopes", "view"));

        await new Impersonator(recorder).ApplyAsync(context);

        Assert.Equal("jane", context.User.Name);
        Assert.Equal(["dev", "ops", "system:authenticated"], context.User.Groups);
        Assert.Equal("7", context.User.Uid);
        Assert.Equal("", context.ImpersonationConstraint);
        Assert.Equal(
            [
                "impersonate-on:user-info:get /pods/cart", "impersonate /users/jane", "impersonate authentication.k8s.io/uids/7",
                "impersonate /groups/dev", "impersonate /groups/ops", "impersonate authentication.k8s.io/userextras/view",
            ],
            recorder.Asked.Select(Told));
        Assert.DoesNotContain(context.Http.Request.Headers.Keys, name => name.StartsWith("Impersonate"));
    }

    [Fact]
    public async Task Impersonation_OfAServiceAccount_AsksInItsNamespaceAndGivesItsGroups()
    {
        var recorder = new Recorder(asked => asked.Verb == "impersonate");
        var context = Request(new("admin"), ("Impersonate-User", "system:serviceaccount:shop:robot"));

        await new Impersonator(recorder).ApplyAsync(context);

        Assert.Equal(("serviceaccounts", "shop", "robot"), (recorder.Asked[^1].Resource, recorder.Asked[^1].Namespace, recorder.Asked[^1].Name));
        Assert.Equal(["system:serviceaccounts", "system:serviceaccounts:shop", "system:authenticated"], context.User.Groups);
    }

    [Theory]
    [InlineData("jane", "user-info", "users/jane")]
    [InlineData("system:serviceaccount:shop:robot", "serviceaccount", "serviceaccounts/robot")]
    [InlineData("system:node:one", "arbitrary-node", "nodes/one")]
    public async Task Impersonation_Constrained_AsksForTheRequestAndTheUser(string user, string mode, string name)
    {
        var recorder = new Recorder(_ => true);
        var context = Request(new("admin"), ("Impersonate-User", user));

        await new Impersonator(recorder).ApplyAsync(context);

        Assert.Equal([$"impersonate-on:{mode}:get /pods/cart", $"impersonate:{mode} authentication.k8s.io/{name}"], recorder.Asked.Select(Told));
        Assert.Equal($"impersonate:{mode}", context.ImpersonationConstraint);
    }

    [Fact]
    public async Task Impersonation_OfTheNodeAPodRunsOn_AsksWithoutTheNode()
    {
        var recorder = new Recorder(_ => true);
        var context = Request(Account("one"), ("Impersonate-User", "system:node:one"));

        await new Impersonator(recorder).ApplyAsync(context);

        Assert.Equal(["impersonate-on:associated-node:get /pods/cart", "impersonate:associated-node authentication.k8s.io/nodes/*"], recorder.Asked.Select(Told));
        Assert.All(recorder.Asked, asked => Assert.Equal(["authentication.kubernetes.io/node-name"], Assert.Single(asked.User.Extra).Value));
        Assert.Equal(["system:nodes", "system:authenticated"], context.User.Groups);
    }

    [Theory]
    [InlineData("system:node:two", "Impersonate-Foo")]
    [InlineData("system:node:one", "Impersonate-Group")]
    public async Task Impersonation_OfAnotherNodeOrWithGroups_IsNotByAssociation(string user, string header)
    {
        var recorder = new Recorder(asked => asked.Verb.Contains("associated-node"));

        await Assert.ThrowsAsync<ApiException>(() => new Impersonator(recorder).ApplyAsync(
            Request(Account("one"), ("Impersonate-User", user), (header, "x"))).AsTask());

        Assert.DoesNotContain(recorder.Asked, asked => asked.Verb.Contains("associated-node"));
    }

    [Theory]
    [InlineData("Impersonate-Group", "system:masters", "the system:masters group")]
    [InlineData("Impersonate-Group", "", "the empty string group")]
    [InlineData("Impersonate-Extra-Plain", "x", "an invalid key in extra")]
    [InlineData("Impersonate-Extra-Acme.io%2fkey", "", "the empty string value in extra")]
    public async Task Impersonation_Constrained_RefusesWhatNobodyMayBe(string header, string value, string what)
    {
        var recorder = new Recorder(asked => asked.Verb != "impersonate");

        var refused = await Assert.ThrowsAsync<ApiException>(() => new Impersonator(recorder).ApplyAsync(
            Request(new("admin"), ("Impersonate-User", "jane"), (header, "x"), (header, value))).AsTask());

        Assert.Contains($": impersonating {what} is not allowed", refused.Message);
    }

    [Fact]
    public async Task Impersonation_OfManyGroups_AsksForAllAtOnceFirst()
    {
        var recorder = new Recorder(_ => true);

        await new Impersonator(recorder).ApplyAsync(Request(
            new("admin"), ("Impersonate-User", "jane"), ("Impersonate-Group", "a"), ("Impersonate-Group", "b"), ("Impersonate-Group", "c"), ("Impersonate-Group", "d")));

        Assert.Equal("impersonate:user-info authentication.k8s.io/groups/*", Told(recorder.Asked[^1]));
    }

    [Fact]
    public async Task Impersonation_NotAllowed_TellsTheFirstRefusalAndThenTheLastModesOne()
    {
        var recorder = new Recorder(asked => asked.Verb == "impersonate" && asked.Resource == "users");
        var impersonator = new Impersonator(recorder);
        ValueTask WithGroup() => impersonator.ApplyAsync(Request(new("bob"), ("Impersonate-User", "jane"), ("Impersonate-Group", "dev")));

        var before = await Assert.ThrowsAsync<ApiException>(() => WithGroup().AsTask());
        await impersonator.ApplyAsync(Request(new("bob"), ("Impersonate-User", "jane")));
        var after = await Assert.ThrowsAsync<ApiException>(() => WithGroup().AsTask());

        Assert.Equal(
            "pods \"cart\" is forbidden: User \"bob\" cannot impersonate-on:user-info:get resource \"pods\" in API group \"\" in the namespace \"shop\"", before.Message);
        Assert.Equal("groups \"dev\" is forbidden: User \"bob\" cannot impersonate resource \"groups\" in API group \"\" at the cluster scope", after.Message);
    }

    [Theory]
    [InlineData("Impersonate-Group")]
    [InlineData("Impersonate-Uid")]
    [InlineData("Impersonate-Extra-Scopes")]
    public async Task Impersonation_OfNobody_IsABadRequest(string header)
    {
        var refused = await Assert.ThrowsAsync<ApiException>(
            () => new Impersonator(new Recorder(_ => true)).ApplyAsync(Request(new("admin"), (header, "x"))).AsTask());

        Assert.Equal(400, refused.Code);
        Assert.EndsWith("without impersonating a user name", refused.Message);
    }
}
