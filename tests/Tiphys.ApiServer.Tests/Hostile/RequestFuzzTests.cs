using CsCheck;
using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Subresources.Proxying;
using Tiphys.ApiServer.Verbs;

namespace Tiphys.ApiServer.Tests.Hostile;

/// <summary>What is read of a request before anybody knows whose it is: any text is read or refused.</summary>
public sealed class RequestFuzzTests
{
    private static readonly Gen<string> Path = Gen.OneOf(
        Gen.String[Gen.Char["/apisv1.%2:;\\?#é\0 "], 0, 60],
        Gen.Int[0, Words.Length - 1].Array[0, 9].Select(picks => "/" + string.Join('/', picks.Select(pick => Words[pick]))));

    private static string[] Words => ["api", "apis", "v1", "apps", "namespaces", "watch", "pods", "", "status", "proxy", "x", "..", "a:b:c", "%2f"];

    [Fact]
    public void RequestInfo_OfAnyPath_HasNoSlashInItsParts() => Gen.Select(Path, Gen.String[Gen.Char["watch=true&fieldSlcor.mnd%3D,/;"], 0, 40]).Sample(
        (path, query) =>
        {
            var http = new DefaultHttpContext();
            (http.Request.Method, http.Request.Path, http.Request.QueryString) = ("GET", new PathString("/" + path.TrimStart('/')), new QueryString("?" + query));
            var info = RequestInfoParser.Parse(http.Request);
            foreach (var part in (string[])[info.Group, info.Version, info.Resource, info.Subresource, info.Namespace, info.Name])
                Assert.DoesNotContain('/', part);
            Assert.True(info.IsResourceRequest || info.Resource.Length == 0);
        },
        iter: 30_000);

    [Fact]
    public void Accept_AnyText_IsReadOrRefused() => Gen.String[Gen.Char["aplictonjsym/;=,*q.0v1Tbeg +\""], 0, 80].Sample(
        text => ReadOrRefuse(() =>
        {
            var http = new DefaultHttpContext();
            http.Request.Headers.Accept = text;
            AcceptHeader.Negotiate(http.Request, allowShapes: true, allowProtobuf: true);
        }),
        iter: 30_000);

    [Fact]
    public void ContinueToken_AnyText_IsReadOrRefused() => Gen.OneOf(
        Gen.String[Gen.Char["abcXYZ019-_="], 0, 60],
        Gen.String[Gen.Char["{}\":,v0123rvstarta/null[] "], 0, 60].Select(text => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text))))
        .Sample(text => ReadOrRefuse(() => ContinueToken.Decode(text, "default/")), iter: 30_000);

    [Fact]
    public void ProxyName_AnyText_IsReadOrRefused() => Gen.String[Gen.Char["htps:a.0/"], 0, 20].Sample(text => ReadOrRefuse(() => ProxyName.Parse(text, "pod")), iter: 10_000);

    private static void ReadOrRefuse(Action read)
    {
        try
        {
            read();
        }
        catch (ApiException refusal)
        {
            Assert.InRange(refusal.Code, 400, 499);
        }
    }
}
