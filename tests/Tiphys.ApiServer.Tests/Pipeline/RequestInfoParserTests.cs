using Microsoft.AspNetCore.Http;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Tests.Pipeline;

public sealed class RequestInfoParserTests
{
    [Theory]
    [InlineData("GET", "/api/v1/pods", "list", "", "pods", "", "", "")]
    [InlineData("GET", "/api/v1/namespaces/a/pods", "list", "", "pods", "a", "", "")]
    [InlineData("GET", "/api/v1/namespaces/a/pods?watch=true", "watch", "", "pods", "a", "", "")]
    [InlineData("GET", "/api/v1/watch/namespaces/a/pods", "watch", "", "pods", "a", "", "")]
    [InlineData("GET", "/api/v1/pods?watch=1&fieldSelector=metadata.name%3Dx", "watch", "", "pods", "", "x", "")]
    [InlineData("DELETE", "/api/v1/namespaces/a/pods", "deletecollection", "", "pods", "a", "", "")]
    [InlineData("POST", "/api/v1/namespaces/a/pods/p/exec", "create", "", "pods", "a", "p", "exec")]
    [InlineData("GET", "/api/v1/namespaces/a", "get", "", "namespaces", "a", "a", "")]
    [InlineData("PUT", "/api/v1/namespaces/a/finalize", "update", "", "namespaces", "a", "a", "finalize")]
    [InlineData("HEAD", "/apis/apps/v1/namespaces/a/deployments/d/scale", "get", "apps", "deployments", "a", "d", "scale")]
    [InlineData("PATCH", "/apis/rbac.authorization.k8s.io/v1/clusterroles/r", "patch", "rbac.authorization.k8s.io", "clusterroles", "", "r", "")]
    public void Parse_ResourcePath_IsReadAsUpstreamDoes(
        string method, string target, string verb, string group, string resource, string ns, string name, string subresource)
    {
        var info = Parse(method, target);
        Assert.True(info.IsResourceRequest);
        Assert.Equal((verb, group, resource, ns, name, subresource), (info.Verb, info.Group, info.Resource, info.Namespace, info.Name, info.Subresource));
    }

    [Theory]
    [InlineData("/api")]
    [InlineData("/api/v1")]
    [InlineData("/apis/apps/v1")]
    [InlineData("/healthz")]
    [InlineData("/apiserver/v1/pods")]
    public void Parse_OtherPath_IsNoResource(string path) => Assert.False(Parse("GET", path).IsResourceRequest);

    [Fact]
    public void Parse_ProxyTail_IsKeptWhole() => Assert.Equal("a/b/c", Parse("GET", "/api/v1/namespaces/n/pods/p/proxy/a/b/c").Tail);

    private static RequestInfo Parse(string method, string target)
    {
        var http = new DefaultHttpContext();
        var question = target.IndexOf('?');
        http.Request.Method = method;
        http.Request.Path = question < 0 ? target : target[..question];
        http.Request.QueryString = question < 0 ? default : new QueryString(target[question..]);
        return RequestInfoParser.Parse(http.Request);
    }
}
