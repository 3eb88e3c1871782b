using System.Net;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission.Policies;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Security;

namespace Tiphys.ApiServer.Tests.Admission;

public sealed class ValidatingPolicyTests
{
    private const string Deny = """ "validationActions":["Deny"] """;

    [Fact]
    public async Task Policy_WithABrokenValidation_RefusesWithItsMessage()
    {
        await using var server = await PolicyServer.StartAsync();
        await server.PolicyAsync("validating", "p", """ "validations":[{"expression":"object.data.size() < 2"},{"expression":"!('x' in object.data)","messageExpression":"'no x for ' + request.userInfo.username","reason":"Forbidden"}] """);
        await server.BindingAsync("validating", "b", "p", Deny);

        Assert.Equal(HttpStatusCode.Created, (await server.CreateAsync("""{"a":"b"}""")).Code);
        var large = await server.CreateAsync("""{"a":"b","c":"d"}""", name: "d");
        Assert.Equal(422, (int)large.Code);
        Assert.Equal("Invalid", large.Json.GetString("reason"));
        Assert.Equal("configmaps \"d\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed expression: object.data.size() < 2", large.Message);
        var refused = await server.CreateAsync("""{"x":"y"}""", name: "e");
        Assert.Equal(HttpStatusCode.Forbidden, refused.Code);
        Assert.EndsWith("denied request: no x for admin", refused.Message);
    }

    [Fact]
    public async Task Policy_WithoutBinding_DoesNothing()
    {
        await using var server = await PolicyServer.StartAsync();
        await server.PolicyAsync("validating", "p", """ "validations":[{"expression":"false"}] """);
        Assert.Equal(HttpStatusCode.Created, (await server.CreateAsync("{}")).Code);
    }

    [Fact]
    public async Task Actions_WarnAndAudit_LetTheWriteThrough()
    {
        await using var server = await PolicyServer.StartAsync();
        await server.PolicyAsync("validating", "p", """ "validations":[{"expression":"false","message":"careful"}],"auditAnnotations":[{"key":"who","valueExpression":"request.operation + ' ' + request.name"}] """);
        await server.BindingAsync("validating", "b", "p", """ "validationActions":["Warn","Audit"] """);

        var made = await server.CreateAsync("{}");

        Assert.Equal(HttpStatusCode.Created, made.Code);
        Assert.Contains("Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b': careful", Assert.Single(made.Warnings));
    }

    [Fact]
    public async Task FailurePolicy_DecidesWhatAnErrorMeans()
    {
        await using var server = await PolicyServer.StartAsync();
        await server.PolicyAsync("validating", "soft", """ "failurePolicy":"Ignore","validations":[{"expression":"object.data.missing == 'x'"}] """);
        await server.BindingAsync("validating", "soft", "soft", Deny);
        Assert.Equal(HttpStatusCode.Created, (await server.CreateAsync("""{"a":"b"}""")).Code);

        await server.PolicyAsync("validating", "hard", """ "validations":[{"expression":"object.data.missing == 'x'"}] """);
        await server.BindingAsync("validating", "hard", "hard", Deny);
        Assert.EndsWith(
            "denied request: expression 'object.data.missing == 'x'' resulted in error: no such key: missing",
            (await server.CreateAsync("""{"a":"b"}""", name: "d")).Message);
    }

    [Fact]
    public async Task Variables_AreLazyAndBuildOnEachOther()
    {
        await using var server = await PolicyServer.StartAsync();
        await server.PolicyAsync("validating", "p", """
            "variables":[{"name":"count","expression":"object.data.size()"},{"name":"double","expression":"variables.count * 2"},{"name":"broken","expression":"object.nothing.at.all"}],
            "validations":[{"expression":"variables.double <= 2 || variables.broken"}]
            """);
        await server.BindingAsync("validating", "b", "p", Deny);
        Assert.Equal(HttpStatusCode.Created, (await server.CreateAsync("""{"a":"b"}""")).Code);
        Assert.Contains("composited variable \"broken\" fails to evaluate: no such key: nothing", (await server.CreateAsync("""{"a":"b","c":"d"}""", name: "d")).Message);
    }

    [Fact]
    public async Task Matching_ByNamespaceConditionsAndExclusion_Narrows()
    {
        await using var server = await PolicyServer.StartAsync();
        await server.PolicyAsync("validating", "p", """ "validations":[{"expression":"false"}],"matchConditions":[{"name":"named","expression":"request.name != 'free' && namespaceObject.metadata.labels['team'] == 'a'"}] """, """
            {"resourceRules":[{"operations":["*"],"apiGroups":[""],"apiVersions":["*"],"resources":["*"]}],
             "excludeResourceRules":[{"operations":["*"],"apiGroups":[""],"apiVersions":["v1"],"resources":["secrets"]}]}
            """);
        await server.BindingAsync("validating", "b", "p", Deny + """, "matchResources":{"namespaceSelector":{"matchLabels":{"team":"a"}}} """);

        Assert.Equal(422, (int)(await server.CreateAsync("{}")).Code);
        Assert.Equal(HttpStatusCode.Created, (await server.CreateAsync("{}", name: "free")).Code);
        Assert.Equal(HttpStatusCode.Created, (await server.CreateAsync("{}", ns: "calm")).Code);
        await server.PostAsync("/api/v1/namespaces/shop/secrets", """{"metadata":{"name":"s"}}""");
    }

    [Theory]
    [InlineData("""{"name":"limits","namespace":"calm","parameterNotFoundAction":"Deny"}""", "3", 422)]
    [InlineData("""{"name":"limits","namespace":"calm","parameterNotFoundAction":"Deny"}""", "1", 201)]
    [InlineData("""{"selector":{"matchLabels":{"kind":"limits"}},"namespace":"calm","parameterNotFoundAction":"Deny"}""", "3", 422)]
    [InlineData("""{"name":"nothing","namespace":"calm","parameterNotFoundAction":"Allow"}""", "3", 201)]
    [InlineData("""{"name":"nothing","namespace":"calm","parameterNotFoundAction":"Deny"}""", "1", 422)]
    public async Task Parameters_ComeFromTheBinding(string reference, string length, int code)
    {
        await using var server = await PolicyServer.StartAsync();
        await server.PostAsync("/api/v1/namespaces/calm/configmaps", """{"metadata":{"name":"limits","labels":{"kind":"limits"}},"data":{"most":"2"}}""");
        await server.PolicyAsync("validating", "p", """ "paramKind":{"apiVersion":"v1","kind":"ConfigMap"},"validations":[{"expression":"int(object.data.length) <= int(params.data.most)"}] """);
        await server.BindingAsync("validating", "b", "p", $"""{Deny}, "paramRef":{reference} """);

        Assert.Equal(code, (int)(await server.CreateAsync($$"""{"length":"{{length}}"}""")).Code);
    }

    [Fact]
    public async Task Authorizer_IsAskedForTheRequestsUserAndForServiceAccounts()
    {
        await using var server = await PolicyServer.StartAsync();
        await server.PostAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles", """{"metadata":{"name":"maker"},"rules":[{"apiGroups":[""],"resources":["configmaps"],"verbs":["create"]}]}""");
        await server.PostAsync("/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings", """{"metadata":{"name":"maker"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"maker"},"subjects":[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"jane"}]}""");
        await server.PolicyAsync("validating", "p", """
            "validations":[{"expression":"authorizer.requestResource.check('delete').allowed() && !authorizer.serviceAccount('shop', 'default').group('').resource('pods').namespace('shop').check('create').allowed() "},
                            {"expression":"authorizer.path('/healthz').check('get').allowed()"}]
            """);
        await server.BindingAsync("validating", "b", "p", Deny);

        var made = await server.CreateAsync("{}");
        Assert.True(made.Code == HttpStatusCode.Created, made.Text);
        Assert.Equal(422, (int)(await server.CreateAsync("{}", name: "d", user: "jane")).Code);
    }

    [Fact]
    public async Task Update_SeesOldAndNew()
    {
        await using var server = await PolicyServer.StartAsync();
        await server.PolicyAsync("validating", "p", """ "validations":[{"expression":"oldObject == null || object.data.keep == oldObject.data.keep","message":"keep stays"}] """);
        await server.BindingAsync("validating", "b", "p", Deny);
        await server.CreateAsync("""{"keep":"1"}""");

        var changed = await server.Server.SendAsync("admin", "PATCH", "/api/v1/namespaces/shop/configmaps/c", """{"data":{"keep":"2"}}""", "application/merge-patch+json");

        Assert.EndsWith("denied request: keep stays", changed.Message);
    }

    [Fact]
    public async Task Webhook_WithConditionsThatDoNotHold_IsNotAsked()
    {
        await using var server = await PolicyServer.StartAsync();
        await server.PostAsync(PolicyServer.Group + "validatingwebhookconfigurations", """
            {"metadata":{"name":"v"},"webhooks":[{"name":"v.example.com","clientConfig":{"url":"https://127.0.0.1:1/x"},"admissionReviewVersions":["v1"],"sideEffects":"None",
             "rules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["configmaps"]}],
             "matchConditions":[{"name":"a","expression":"object.metadata.name.startsWith('asked')"},{"name":"b","expression":"object.data.x == '1'"}]}]}
            """);
        Assert.Equal(HttpStatusCode.Created, (await server.CreateAsync("{}", name: "free")).Code);
        Assert.Equal(HttpStatusCode.InternalServerError, (await server.CreateAsync("""{"x":"1"}""", name: "asked")).Code);
        var failed = await server.CreateAsync("""{"y":"1"}""", name: "asked-too");
        Assert.Equal(HttpStatusCode.Forbidden, failed.Code);
        Assert.EndsWith("expression 'object.data.x == '1'' resulted in error: no such key: x", failed.Message);
    }

    [Fact]
    public void TypeCheck_OfAPolicy_NamesWhatTheKindLacks()
    {
        var policy = TestAdmission.Json("""
            {"spec":{"matchConstraints":{"resourceRules":[{"operations":["CREATE"],"apiGroups":["apps"],"apiVersions":["v1"],"resources":["deployments"]}]},
             "variables":[{"name":"spec","expression":"object.spec"}],
             "validations":[{"expression":"object.spec.replicas > 1","messageExpression":"'x' + object.nothing"},{"expression":"variables.spec.maxReplicas > 1"}]}}
            """);

        var warnings = PolicyTypeCheck.Run(policy, ResourceCatalog.BuiltIn).Objects().ToArray();

        Assert.Equal(["spec.validations[0].messageExpression", "spec.validations[1].expression"], warnings.Select(warning => warning.GetString("fieldRef")));
        Assert.StartsWith("apps/v1, Kind=Deployment: compilation failed: ERROR: <input>:1:13: undefined field 'nothing'", warnings[0].GetString("warning"));
        Assert.Contains("undefined field 'maxReplicas'", warnings[1].GetString("warning"));
    }

    [Fact]
    public async Task Policy_WithAnExpressionThatDoesNotCompile_IsRefused()
    {
        await using var server = await PolicyServer.StartAsync();

        var refused = await server.Server.AdminAsync("POST", PolicyServer.Group + "validatingadmissionpolicies", """
            {"metadata":{"name":"p"},"spec":{"matchConstraints":{"resourceRules":[{"operations":["CREATE"],"apiGroups":[""],"apiVersions":["v1"],"resources":["pods"]}]},
             "matchConditions":[{"name":"c","expression":"request.nope == 1"}],"validations":[{"expression":"object.spec +"},{"expression":"'text'"}]}}
            """);

        Assert.Equal(422, (int)refused.Code);
        Assert.Equal(
            ["spec.matchConditions[0].expression", "spec.validations[0].expression", "spec.validations[1].expression"],
            refused.Json.ObjectsAt("details", "causes").Select(cause => cause.StringAt("field")));
        Assert.Contains("undefined field 'nope'", refused.Message);
        Assert.EndsWith("must evaluate to bool]", refused.Message);
    }

    [Fact]
    public async Task CustomResource_WithRules_IsJudgedByThem()
    {
        await using var server = await PolicyServer.StartAsync();
        const string Definition = """
            {"metadata":{"name":"sizes.example.com"},"spec":{"group":"example.com","scope":"Namespaced","names":{"plural":"sizes","singular":"size","kind":"Size","listKind":"SizeList"},
             "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object",
             "properties":{"min":{"type":"integer"},"max":{"type":"integer"}},"x-kubernetes-validations":[{"rule":"RULE","messageExpression":"'min %d'.format([self.min])"}]}}}}}]}}
            """;
        var refused = await server.Server.AdminAsync("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Definition.Replace("RULE", "self.small < 1"));
        Assert.Equal(422, (int)refused.Code);
        Assert.Contains("undefined field 'small'", refused.Message);

        await server.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", Definition.Replace("RULE", "self.min <= self.max"));
        SecureServer.Answer broken;
        do
            broken = await server.Server.AdminAsync("POST", "/apis/example.com/v1/namespaces/shop/sizes", """{"apiVersion":"example.com/v1","kind":"Size","metadata":{"name":"a"},"spec":{"min":2,"max":1}}""");
        while (broken.Code == HttpStatusCode.NotFound);
        Assert.Equal("Size.example.com \"a\" is invalid: spec: Invalid value: min 2", broken.Message);
        await server.PostAsync("/apis/example.com/v1/namespaces/shop/sizes", """{"apiVersion":"example.com/v1","kind":"Size","metadata":{"name":"a"},"spec":{"min":1,"max":1}}""");
    }
}
