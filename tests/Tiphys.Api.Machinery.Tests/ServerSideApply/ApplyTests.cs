using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Tests.Schemas;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Tests.ServerSideApply;

public sealed class ApplyTests
{
    private const string Head = "'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c'}";

    private static ResourceInfo ConfigMaps => Golden.ResourceOf(Json.Object("{'apiVersion':'v1','kind':'ConfigMap'}"));

    private static ResourceInfo Deployments => Golden.ResourceOf(Json.Object("{'apiVersion':'apps/v1','kind':'Deployment'}"));

    [Fact]
    public void Apply_New_ClaimsWhatItStates()
    {
        var session = new ApplySession(ConfigMaps);
        session.Apply("a", "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c','labels':{'x':'1'}},'data':{'k':'v'}}");
        Assert.Equal(
            "[{\"manager\":\"a\",\"operation\":\"Apply\",\"apiVersion\":\"v1\",\"time\":\"2026-01-01T00:00:01Z\",\"fieldsType\":\"FieldsV1\"," +
            "\"fieldsV1\":{\"f:data\":{\"f:k\":{}},\"f:metadata\":{\"f:labels\":{\"f:x\":{}}}}}]",
            session.ManagedFields.ToString());
    }

    [Fact]
    public void Apply_FieldNoLongerStated_IsRemoved()
    {
        var session = new ApplySession(ConfigMaps);
        session.Apply("a", $"{{{Head},'data':{{'k':'v','l':'w'}}}}");
        session.Apply("a", $"{{{Head},'data':{{'k':'v'}}}}");
        Assert.Equal("{\"k\":\"v\"}", session.Live!["data"]!.ToString());
    }

    [Fact]
    public void Apply_FieldNoLongerStatedButOwnedByAnother_Stays()
    {
        var session = new ApplySession(ConfigMaps);
        session.Apply("a", $"{{{Head},'data':{{'k':'v'}}}}");
        session.Apply("b", $"{{{Head},'data':{{'k':'v'}}}}");
        session.Apply("a", $"{{{Head}}}");
        Assert.Equal("{\"k\":\"v\"}", session.Live!["data"]!.ToString());
        Assert.Null(session.FieldsOf("a"));
    }

    [Fact]
    public void Apply_AnothersField_ConflictsAndForceTakesIt()
    {
        var session = new ApplySession(ConfigMaps);
        session.Apply("a", $"{{{Head},'data':{{'k':'v','l':'w'}}}}");
        session.Patch("c", "{'data':{'l':'changed'}}");
        var error = Assert.Throws<ApiException>(() => session.Apply("b", $"{{{Head},'data':{{'k':'x','l':'y'}}}}"));
        Assert.Equal(409, error.Code);
        Assert.Equal("Apply failed with 2 conflicts: conflicts with \"a\":\n- .data.k\nconflicts with \"c\" using v1:\n- .data.l", error.Message);
        Assert.Equal([new("FieldManagerConflict", "conflict with \"a\"", ".data.k"), new("FieldManagerConflict", "conflict with \"c\" using v1", ".data.l")], error.Causes);
        session.Apply("b", $"{{{Head},'data':{{'k':'x','l':'y'}}}}", force: true);
        Assert.Equal("{\"f:data\":{\"f:k\":{},\"f:l\":{}}}", session.FieldsOf("b"));
        Assert.Null(session.FieldsOf("a"));
    }

    [Fact]
    public void Apply_SameValueAsAnother_SharesOwnership()
    {
        var session = new ApplySession(ConfigMaps);
        session.Apply("a", $"{{{Head},'data':{{'k':'v'}}}}");
        session.Apply("b", $"{{{Head},'data':{{'k':'v'}}}}");
        Assert.Equal(session.FieldsOf("a"), session.FieldsOf("b"));
    }

    [Fact]
    public void Apply_KeyedLists_MergeElementByElement()
    {
        var session = new ApplySession(Deployments);
        session.Apply("a", Deployment("{'name':'one','image':'x','ports':[{'containerPort':80}]}"));
        session.Apply("b", Deployment("{'name':'two','image':'y'}"));
        session.Apply("a", Deployment("{'name':'one','image':'z'}"));
        var containers = session.Live!.GetPath("spec", "template", "spec", "containers")!.ToString();
        Assert.Matches("^\\[\\{\"name\":\"one\",\"image\":\"z\",.*\\{\"name\":\"two\",\"image\":\"y\"", containers);
        Assert.DoesNotContain("containerPort", containers, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c'},'dat':{}}", ".dat: field not declared in schema")]
    [InlineData("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c'},'data':{'k':1}}", ".data.k: expected string, got &{1}")]
    [InlineData("{'apiVersion':'v2','kind':'ConfigMap','metadata':{'name':'c'}}", "Incorrect version")]
    [InlineData("{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c','managedFields':[]}}", "metadata.managedFields must be nil")]
    public void Apply_WrongConfiguration_IsBadRequest(string body, string detail)
    {
        var error = Assert.Throws<ApiException>(() => new ApplySession(ConfigMaps).Apply("a", body));
        Assert.Equal(400, error.Code);
        Assert.Contains(detail, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_DoubledElements_IsBadRequest()
    {
        var error = Assert.Throws<ApiException>(() => new ApplySession(Deployments).Apply("a", Deployment("{'name':'x'},{'name':'x'}")));
        Assert.Contains(".spec.template.spec.containers: duplicate entries for key [name=\"x\"]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_AsKubectlOverClientSideApply_MigratesWithoutConflict()
    {
        var session = new ApplySession(ConfigMaps);
        session.Patch("kubectl-client-side-apply", """
            {'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c','annotations':{'kubectl.kubernetes.io/last-applied-configuration':
             '{\"data\":{\"k\":\"v\"}}'}},'data':{'k':'v'}}
            """.Replace("\\\"", "\\u0022"));
        session.Apply("kubectl", $"{{{Head},'data':{{'k':'new'}}}}");
        Assert.Equal("{\"k\":\"new\"}", session.Live!["data"]!.ToString());
        Assert.Throws<ApiException>(() => session.Apply("other", $"{{{Head},'data':{{'k':'newer'}}}}"));
    }

    [Fact]
    public void Apply_NothingNew_KeepsItsTime()
    {
        var session = new ApplySession(ConfigMaps);
        session.Apply("a", $"{{{Head},'data':{{'k':'v'}}}}");
        var before = session.ManagedFields.ToString();
        session.Apply("a", $"{{{Head},'data':{{'k':'v'}}}}");
        Assert.Equal(before, session.ManagedFields.ToString());
    }

    [Fact]
    public void Apply_NullOverAnObject_LeavesWhatOthersSet()
    {
        var session = new ApplySession(ConfigMaps);
        session.Apply("a", $"{{{Head},'data':{{'k':'v'}}}}");
        session.Apply("b", $"{{{Head},'data':null}}");
        Assert.Equal("{\"k\":\"v\"}", session.Live!["data"]!.ToString());
    }

    [Fact]
    public void Apply_Conflicts_NamesFieldsBeforeWhatIsBelowOthers()
    {
        var session = new ApplySession(Deployments);
        session.Apply("a", Deployment("{'name':'c','image':'i'}"));
        var error = Assert.Throws<ApiException>(() => session.Apply(
            "b", Deployment("{'name':'c','image':'j'}").Replace("'selector':{'matchLabels':{'a':'b'}}", "'selector':{'matchLabels':{'a':'x'}}", StringComparison.Ordinal)));
        Assert.Equal([".spec.selector", ".spec.template.spec.containers[name=\"c\"].image"], error.Causes.Select(cause => cause.Field));
    }

    [Fact]
    public void Apply_ByKubectl_KeepsTheConfigurationInOrderAndWithoutItself()
    {
        var session = new ApplySession(ConfigMaps);
        session.Patch("kubectl-client-side-apply", $"{{{Head.Replace("'name':'c'", "'name':'c','annotations':{'kubectl.kubernetes.io/last-applied-configuration':'{}'}", StringComparison.Ordinal)}}}");
        session.Apply("kubectl", $"{{{Head},'data':{{'z':'1','b':'2'}}}}");
        Assert.Equal(
            "{\"apiVersion\":\"v1\",\"data\":{\"b\":\"2\",\"z\":\"1\"},\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c\"}}\n",
            (session.Live!.GetPath("metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration") as DocString)?.Value);
    }

    [Fact]
    public void Apply_OfNothing_LeavesNoListOfManagers()
    {
        var session = new ApplySession(ConfigMaps);
        session.Apply("a", $"{{{Head}}}");
        Assert.Null(session.Live!.GetPath("metadata", "managedFields"));
    }

    [Fact]
    public void Apply_ToADeploymentsStatus_ClaimsNoLabels()
    {
        var session = new ApplySession(Deployments);
        session.Apply("a", Deployment("{'name':'c','image':'i'}"));
        session.Apply("b", "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d','labels':{'x':'y'}}}", subresource: "status");
        Assert.Null(session.FieldsOf("b"));
    }

    private static string Deployment(string containers) =>
        "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}}," +
        $"'spec':{{'containers':[{containers}]}}}}}}}}";
}
