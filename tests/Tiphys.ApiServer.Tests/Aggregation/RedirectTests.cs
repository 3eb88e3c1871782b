using Microsoft.AspNetCore.Http;
using Tiphys.ApiServer.Fixture;
using Tiphys.ApiServer.Tests.Admission;

namespace Tiphys.ApiServer.Tests.Aggregation;

/// <summary>An aggregated server that sends clients elsewhere.</summary>
public sealed class RedirectTests
{
    private const string Things = "/apis/redirect.example.com/v1/things";

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "")]
    [InlineData("GET", "/a/log?follow=true")]
    public async Task AggregatedServer_Redirecting_IsNeitherFollowedNorPassedOn_CVE_2022_3172(string method, string rest)
    {
        await using var elsewhere = await WebhookServer.StartAsync(_ => """{"allowed":true}""");
        await using var other = await WebhookServer.StartAsync((http, _) =>
        {
            if (http.Request.Path.Value!.Contains("/things"))
                http.Response.Redirect($"https://127.0.0.1:{elsewhere.Port}/stolen", permanent: false, preserveMethod: true);
            else
                http.Response.ContentType = "application/json";
            return http.Response.WriteAsync("""{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"redirect.example.com/v1","resources":[]}""");
        });
        await using var server = await WithServiceAsync(other.Port);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = server.Http.BaseAddress };

        using var answer = await UntilAvailableAsync(client, method, Things + rest);

        Assert.Equal(502, (int)answer.StatusCode);
        Assert.Null(answer.Headers.Location);
        Assert.Contains("which is not permitted", await answer.Content.ReadAsStringAsync());
        Assert.Empty(elsewhere.Requests);
    }

    private static async Task<TestApiServer> WithServiceAsync(int port)
    {
        var server = await TestApiServer.StartAsync();
        await server.PostAsync("/api/v1/namespaces", """{"metadata":{"name":"shop"}}""");
        Assert.Equal(201, (await server.PostAsync("/api/v1/namespaces/shop/services", """{"metadata":{"name":"hook"},"spec":{"type":"ExternalName","externalName":"localhost"}}""")).Code);
        var made = await server.PostAsync("/apis/apiregistration.k8s.io/v1/apiservices", """
            {"metadata":{"name":"v1.redirect.example.com"},"spec":{"group":"redirect.example.com","version":"v1","groupPriorityMinimum":2000,"versionPriority":15,"insecureSkipTLSVerify":true,
             "service":{"namespace":"shop","name":"hook","port":PORT}}}
            """.Replace("PORT", port.ToString()));
        Assert.Equal(201, made.Code);
        return server;
    }

    private static async Task<HttpResponseMessage> UntilAvailableAsync(HttpClient client, string method, string path)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path) { Content = method == "POST" ? new StringContent("{}") : null });
            if ((int)answer.StatusCode is not (404 or 503))
                return answer;
            Assert.False(limit.IsCancellationRequested, $"not available within 20 s: {await answer.Content.ReadAsStringAsync()}");
            answer.Dispose();
        }
    }
}
