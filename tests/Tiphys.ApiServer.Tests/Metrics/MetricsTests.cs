using Tiphys.ApiServer.Tests.Admission;
using Tiphys.ApiServer.Tests.Security;

namespace Tiphys.ApiServer.Tests.Metrics;

public sealed class MetricsTests
{
    [Theory]
    [InlineData("apiserver_request_total{code=\"201\"")]
    [InlineData("authentication_attempts{result=\"success\"}")]
    [InlineData("authenticated_user_requests{username=")]
    [InlineData("authorization_attempts_total{result=\"allowed\"}")]
    [InlineData("apiserver_admission_controller_admission_duration_seconds_count{name=\"NamespaceLifecycle\",operation=\"CREATE\",rejected=\"false\",type=\"admit\"}")]
    [InlineData("apiserver_admission_step_admission_duration_seconds_count{operation=\"CREATE\",rejected=\"false\",type=\"validate\"}")]
    [InlineData("apiserver_flowcontrol_nominal_limit_seats{priority_level=\"workload-low\"}")]
    [InlineData("apiserver_flowcontrol_dispatched_requests_total{priority_level=\"exempt\"}")]
    [InlineData("apiserver_resource_objects{group=\"\",resource=\"namespaces\"}")]
    [InlineData("etcd_request_duration_seconds_count{operation=\"txn\",type=\"\"}")]
    [InlineData("kubernetes_build_info{git_version=\"v1.36")]
    public async Task Scrape_AfterAWrite_HasTheFamilies(string sample)
    {
        await using var server = await SecureServer.StartAsync();
        await server.NamespaceAsync("shop");
        Assert.Contains("\n" + sample, (await server.AdminAsync("GET", "/metrics")).Text);
    }

    [Fact]
    public async Task Scrape_AfterARefusingWebhook_CountsTheRejection()
    {
        await using var server = await SecureServer.StartAsync();
        await server.NamespaceAsync("shop");
        await using var hook = await WebhookServer.StartAsync(_ => """{"allowed":false,"status":{"code":418,"message":"no"}}""");
        await server.AdminAsync("POST", "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", """
            {"metadata":{"name":"m"},"webhooks":[{"name":"m.example.com","clientConfig":CONFIG,"admissionReviewVersions":["v1"],"sideEffects":"None",
             "rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}]}]}
            """.Replace("CONFIG", hook.ClientConfig));
        await server.AdminAsync("POST", "/api/v1/namespaces/shop/configmaps", """{"metadata":{"name":"c"}}""");
        Assert.Contains(
            "apiserver_admission_webhook_rejection_count{error_type=\"no_error\",name=\"m.example.com\",operation=\"CREATE\",rejection_code=\"418\",type=\"validating\"} 1",
            (await server.AdminAsync("GET", "/metrics")).Text);
    }
}
