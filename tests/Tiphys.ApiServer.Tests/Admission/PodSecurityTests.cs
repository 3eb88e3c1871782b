using Tiphys.Api.Errors;
using Tiphys.ApiServer.Admission.PodSecurity;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Objects;

namespace Tiphys.ApiServer.Tests.Admission;

public sealed class PodSecurityTests
{
    private const string Good = """
        {"securityContext":{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}},
         "containers":[{"name":"c","securityContext":{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}}]}
        """;

    private readonly InMemoryObjects _objects = new();

    private static string Evaluate(string policy, string spec, string annotations = "{}")
    {
        var parts = policy.Split(':');
        Assert.True(PodSecurityPolicy.TryParseLevel(parts[0], out var level));
        Assert.True(PodSecurityPolicy.TryParseVersion(parts[1], out var minor));
        var pod = TestAdmission.Json("""{"metadata":{"annotations":ANNOTATIONS},"spec":SPEC}""".Replace("ANNOTATIONS", annotations).Replace("SPEC", spec));
        return string.Join(", ", PodSecurityEvaluator.Evaluate(new(level, minor), pod));
    }

    [Fact]
    public void Restricted_GoodPod_Passes() => Assert.Equal("", Evaluate("restricted:latest", Good));

    [Fact]
    public void Restricted_PlainPod_FailsAsUpstreamWordsIt() => Assert.Equal(
        "allowPrivilegeEscalation != false (container \"c\" must set securityContext.allowPrivilegeEscalation=false), "
        + "unrestricted capabilities (container \"c\" must set securityContext.capabilities.drop=[\"ALL\"]), "
        + "runAsNonRoot != true (pod or container \"c\" must set securityContext.runAsNonRoot=true), "
        + "seccompProfile (pod or container \"c\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")",
        Evaluate("restricted:latest", """{"containers":[{"name":"c"}]}"""));

    [Theory]
    [InlineData("""{"hostNetwork":true,"hostIPC":true}""", "host namespaces (hostNetwork=true, hostIPC=true)")]
    [InlineData("""{"volumes":[{"name":"v","hostPath":{}}]}""", "hostPath volumes (volume \"v\")")]
    [InlineData("""{"containers":[{"name":"c","ports":[{"hostPort":80}]}]}""", "hostPort (container \"c\" uses hostPort 80)")]
    [InlineData("""{"containers":[{"name":"c","securityContext":{"privileged":true}}]}""", "privileged (container \"c\" must not set securityContext.privileged=true)")]
    [InlineData("""{"initContainers":[{"name":"i","securityContext":{"privileged":true}}],"containers":[{"name":"c","securityContext":{"privileged":true}}]}""",
        "privileged (containers \"i\", \"c\" must not set securityContext.privileged=true)")]
    [InlineData("""{"ephemeralContainers":[{"name":"e","securityContext":{"privileged":true}}]}""", "privileged (container \"e\" must not set securityContext.privileged=true)")]
    [InlineData("""{"containers":[{"name":"c","securityContext":{"capabilities":{"add":["NET_ADMIN","CHOWN"]}}}]}""",
        "non-default capabilities (container \"c\" must not include \"NET_ADMIN\" in securityContext.capabilities.add)")]
    [InlineData("""{"containers":[{"name":"c","securityContext":{"procMount":"Unmasked"}}]}""", "procMount (container \"c\" must not set securityContext.procMount to \"Unmasked\")")]
    [InlineData("""{"securityContext":{"seccompProfile":{"type":"Unconfined"}}}""", "seccompProfile (pod must not set securityContext.seccompProfile.type to \"Unconfined\")")]
    [InlineData("""{"securityContext":{"appArmorProfile":{"type":"Unconfined"}}}""", "forbidden AppArmor profile (pod must not set AppArmor profile type to \"Unconfined\")")]
    [InlineData("""{"securityContext":{"seLinuxOptions":{"type":"evil_t","user":"u"}}}""",
        "seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type \"evil_t\"; user may not be set)")]
    [InlineData("""{"securityContext":{"sysctls":[{"name":"kernel.msgmax"}]}}""", "forbidden sysctls (kernel.msgmax)")]
    [InlineData("""{"securityContext":{"windowsOptions":{"hostProcess":true}}}""", "hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)")]
    [InlineData("""{"containers":[{"name":"c","livenessProbe":{"httpGet":{"host":"10.0.0.1"}}}]}""", "probe or lifecycle host (container \"c\" uses probe or lifecycle host \"10.0.0.1\")")]
    public void Baseline_Violation_IsNamed(string spec, string violation) => Assert.Equal(violation, Evaluate("baseline:latest", spec));

    [Theory]
    [InlineData("baseline:v1.26", """{"securityContext":{"sysctls":[{"name":"net.ipv4.ip_local_reserved_ports"}]}}""", false)]
    [InlineData("baseline:v1.27", """{"securityContext":{"sysctls":[{"name":"net.ipv4.ip_local_reserved_ports"}]}}""", true)]
    [InlineData("baseline:v1.30", """{"securityContext":{"seLinuxOptions":{"type":"container_engine_t"}}}""", false)]
    [InlineData("baseline:v1.31", """{"securityContext":{"seLinuxOptions":{"type":"container_engine_t"}}}""", true)]
    [InlineData("baseline:v1.33", """{"containers":[{"name":"c","livenessProbe":{"httpGet":{"host":"10.0.0.1"}}}]}""", true)]
    [InlineData("baseline:v1.34", """{"hostUsers":false,"containers":[{"name":"c","securityContext":{"procMount":"Unmasked"}}]}""", false)]
    [InlineData("baseline:v1.35", """{"hostUsers":false,"containers":[{"name":"c","securityContext":{"procMount":"Unmasked"}}]}""", true)]
    [InlineData("restricted:v1.24", """{"os":{"name":"windows"},"securityContext":{"runAsNonRoot":true},"containers":[{"name":"c"}]}""", false)]
    [InlineData("restricted:v1.25", """{"os":{"name":"windows"},"securityContext":{"runAsNonRoot":true},"containers":[{"name":"c"}]}""", true)]
    [InlineData("restricted:v1.7", """{"securityContext":{"runAsNonRoot":true},"containers":[{"name":"c"}]}""", true)]
    [InlineData("restricted:v1.8", """{"securityContext":{"runAsNonRoot":true},"containers":[{"name":"c"}]}""", false)]
    public void Policy_OfAVersion_AsThatVersionHadIt(string policy, string spec, bool passes) => Assert.Equal(passes, Evaluate(policy, spec).Length == 0);

    [Theory]
    [InlineData("runAsUser\":0", "runAsUser=0 (pod must not set runAsUser=0)")]
    [InlineData("runAsNonRoot\":false", "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)")]
    public void Restricted_RootByOtherWays_IsNamed(string field, string violation) => Assert.Equal(
        violation, Evaluate("restricted:latest", field.StartsWith("runAsUser") ? Good.Replace("\"runAsNonRoot\"", $"\"{field},\"runAsNonRoot\"") : Good.Replace("runAsNonRoot\":true", field)));

    [Fact]
    public void Restricted_VolumeTypes_AreListed() => Assert.Equal(
        "restricted volume types (volumes \"a\", \"b\" use restricted volume types \"hostPath\", \"nfs\")",
        Evaluate("restricted:latest", Good.Replace("\"containers\"", "\"volumes\":[{\"name\":\"a\",\"nfs\":{}},{\"name\":\"b\",\"hostPath\":{}},{\"name\":\"c\",\"secret\":{}}],\"containers\"")));

    private PodSecurityAdmission Plugin(PodSecurityOptions? options = null) => new(options ?? new(), _objects);

    private void Namespace(string labels) => _objects.Put(BuiltInResources.Namespaces, """{"metadata":{"name":"shop","labels":LABELS}}""".Replace("LABELS", labels));

    private const string Privileged = """{"metadata":{"name":"p","namespace":"shop"},"spec":{"containers":[{"name":"c","securityContext":{"privileged":true}}]}}""";

    [Fact]
    public async Task Pod_AgainstTheNamespace_IsForbiddenAndTheLevelIsAudited()
    {
        Namespace("""{"pod-security.kubernetes.io/enforce":"baseline"}""");
        var attributes = TestAdmission.Create("v1", "pods", Privileged);

        var refused = await Assert.ThrowsAsync<ApiException>(() => Plugin().RunAsync(attributes));

        Assert.Equal(
            "pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": privileged (container \"c\" must not set securityContext.privileged=true)", refused.Message);
        Assert.Equal("baseline:latest", attributes.AuditAnnotations["pod-security.kubernetes.io/enforce-policy"]);
    }

    [Fact]
    public async Task Pod_WarnedAndAudited_IsLetIn()
    {
        Namespace("""{"pod-security.kubernetes.io/warn":"baseline","pod-security.kubernetes.io/audit":"baseline"}""");
        var attributes = TestAdmission.Create("v1", "pods", Privileged);

        await Plugin().RunAsync(attributes);

        Assert.StartsWith("would violate PodSecurity \"baseline:latest\": privileged", Assert.Single(attributes.Warnings));
        Assert.Contains("pod-security.kubernetes.io/audit-violations", attributes.AuditAnnotations.Keys);
    }

    [Fact]
    public async Task Workload_OfAnEnforcingNamespace_IsWarned()
    {
        Namespace("""{"pod-security.kubernetes.io/enforce":"baseline"}""");
        var attributes = TestAdmission.Create("apps/v1", "deployments", """{"metadata":{"name":"d","namespace":"shop"},"spec":{"template":{"spec":{"hostPID":true}}}}""");

        await Plugin().RunAsync(attributes);

        Assert.Contains("host namespaces (hostPID=true)", Assert.Single(attributes.Warnings));
    }

    [Fact]
    public async Task EphemeralContainer_Privileged_IsForbidden_CVE_2023_2727()
    {
        Namespace("""{"pod-security.kubernetes.io/enforce":"baseline"}""");
        const string pod = """{"metadata":{"name":"p","namespace":"shop"},"spec":{"containers":[{"name":"c"}]EXTRA}}""";

        await Assert.ThrowsAsync<ApiException>(() => Plugin().RunAsync(TestAdmission.Update(
            "v1",
            "pods",
            pod.Replace("EXTRA", ""","ephemeralContainers":[{"name":"e","securityContext":{"privileged":true}}]"""),
            pod.Replace("EXTRA", ""),
            subresource: "ephemeralcontainers")));
    }

    [Fact]
    public async Task Exemptions_ByNamespaceUserAndRuntimeClass_LetIn()
    {
        Namespace("""{"pod-security.kubernetes.io/enforce":"restricted"}""");
        await Plugin(new() { ExemptNamespaces = ["shop"] }).RunAsync(TestAdmission.Create("v1", "pods", Privileged));
        await Plugin(new() { ExemptUsers = ["admin"] }).RunAsync(TestAdmission.Create("v1", "pods", Privileged));
        await Plugin(new() { ExemptRuntimeClasses = ["vm"] }).RunAsync(TestAdmission.Create("v1", "pods", Privileged.Replace("\"spec\":{", "\"spec\":{\"runtimeClassName\":\"vm\",")));
    }

    [Fact]
    public async Task Namespace_RaisedOverItsPods_WarnsOfThem()
    {
        _objects.Put(BuiltInResources.Pods, Privileged);
        var attributes = TestAdmission.Update(
            "v1", "namespaces", """{"metadata":{"name":"shop","labels":{"pod-security.kubernetes.io/enforce":"baseline"}}}""", """{"metadata":{"name":"shop"}}""");

        await Plugin().RunAsync(attributes);

        Assert.Equal(["existing pods in namespace \"shop\" violate the new PodSecurity enforce level \"baseline:latest\"", "p: privileged"], attributes.Warnings);
    }

    [Fact]
    public async Task Namespace_WithAnUnknownLevel_IsInvalid() => Assert.Equal(422, (await Assert.ThrowsAsync<ApiException>(() => Plugin().RunAsync(
        TestAdmission.Create("v1", "namespaces", """{"metadata":{"name":"shop","labels":{"pod-security.kubernetes.io/enforce":"strict"}}}""")))).Code);
}
