using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Strategies;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Machinery.Tests.Schemas;
using Tiphys.Api.Machinery.Validation;

namespace Tiphys.Api.Machinery.Tests.CustomResources.Definitions;

public sealed class DefinitionRulesTests
{
    private const string Schema = "spec.validation.openAPIV3Schema";

    [Theory]
    [InlineData("'type':'object','additionalProperties':false", "")]
    [InlineData("'type':'object','additionalProperties':false,'properties':{'x':{'type':'string'}}", "[a].additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive")]
    [InlineData("'type':'object','properties':{'z':{'type':'string'}},'anyOf':[{'properties':{'y':{'minLength':1}}}]", "")]
    [InlineData("'type':'object','default':{'x':1},'properties':{'z':{'type':'string'}}", "[a].default: Invalid value: {\"x\":1}: must not have unknown fields")]
    [InlineData("'type':'integer','default':'x'", "[a].default: Invalid value: \"string\":  in body must be of type integer: \"string\"")]
    [InlineData("'type':'integer','default':1,'x-kubernetes-validations':[{'rule':'self > 2'}]", "[a].default: Invalid value: 1: failed rule: self > 2")]
    [InlineData("'type':'array','default':['a','a'],'x-kubernetes-list-type':'set','items':{'type':'string'}", "")]
    [InlineData("'type':'array','x-kubernetes-list-type':'set','items':{'type':'string','nullable':true}", "[a].items.nullable: Forbidden: cannot be nullable when x-kubernetes-list-type is set")]
    [InlineData("'type':'array','x-kubernetes-list-type':'set','items':{'type':'object'}",
        "[a].items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set")]
    [InlineData("'x-kubernetes-int-or-string':true,'x-kubernetes-preserve-unknown-fields':true",
        "[a].x-kubernetes-preserve-unknown-fields: Invalid value: true: must be false if x-kubernetes-int-or-string is true")]
    [InlineData("'x-kubernetes-int-or-string':true,'anyOf':[{'type':'integer'},{'type':'string'}]", "")]
    [InlineData("'x-kubernetes-int-or-string':true,'anyOf':[{'type':'string'}]", "[a].anyOf[0].type: Forbidden: must be empty to be structural")]
    [InlineData("'type':'string','allOf':[{'x-kubernetes-validations':[{'rule':'true'}]}]", "[a].allOf[0].x-kubernetes-validations: Forbidden: must be empty to be structural")]
    [InlineData("'type':'array','items':[{'type':'string'}]", "[a].items: Forbidden: items must be a schema object and not an array")]
    [InlineData("'type':'object','properties':{'v':null}", "[a].properties[v].type: Required value: must not be empty for specified object fields")]
    public void ValidateCreate_FieldSchema_IsToldWhatIsWrong(string schema, string expected) =>
        Assert.Equal(expected.Length == 0 ? "" : $"{Schema}.properties{expected}", Found(Version($"'type':'object','properties':{{'a':{{{schema}}}}}")));

    [Theory]
    [InlineData("'additionalProperties':{'type':'string'}", "additionalProperties: Forbidden: must not be used at the root")]
    [InlineData("'properties':{'kind':{'type':'integer'}}", "properties[kind].type: Invalid value: \"integer\": must be string")]
    [InlineData("'properties':{'metadata':{'type':'object','description':'x'}}",
        "properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified")]
    [InlineData("'properties':{'metadata':{'type':'object','properties':{'name':{'type':'string','default':'x'}}}}",
        "properties[metadata].properties[name].default: Forbidden: must not be set in top-level metadata")]
    [InlineData("'properties':{'a':{'type':'string'}},'anyOf':[{'properties':{'y':{'minLength':1}}}]",
        "properties[y]: Required value: because it is defined in spec.validation.openAPIV3Schema.anyOf[0].properties[y]")]
    public void ValidateCreate_RootSchema_IsToldWhatIsWrong(string schema, string expected) =>
        Assert.Equal($"{Schema}.{expected}", Found(Version($"'type':'object',{schema}")));

    [Theory]
    [InlineData("'deprecationWarning':'x'", "spec.versions[0].deprecationWarning: Invalid value: \"x\": can only be set for deprecated versions")]
    [InlineData("'deprecated':true,'deprecationWarning':''", "spec.versions[0].deprecationWarning: Invalid value: \"\": must not be an empty string")]
    [InlineData("'selectableFields':[{'jsonPath':'.b'}]", "spec.selectableFields[0].jsonPath: Invalid value: \".b\": is an invalid path: does not refer to a valid field")]
    [InlineData("'selectableFields':[{'jsonPath':'a'}]", "spec.selectableFields[0].jsonPath: Invalid value: \"a\": is an invalid path: expected [ or . but got: a")]
    [InlineData("'selectableFields':[{'jsonPath':'.a'},{'jsonPath':'.a'}]", "spec.selectableFields[1].jsonPath: Duplicate value: \".a\"")]
    [InlineData("'additionalPrinterColumns':[{'name':'A','type':'x','jsonPath':'.a'}]",
        "spec.additionalPrinterColumns[0].type: Invalid value: \"x\": must be one of boolean,date,integer,number,string")]
    [InlineData("'additionalPrinterColumns':[{'name':'A','type':'string','jsonPath':'a'}]",
        "spec.additionalPrinterColumns[0].JSONPath: Invalid value: \"a\": must be a simple json path starting with .")]
    [InlineData("'subresources':{'scale':{'specReplicasPath':'.spec.r','statusReplicasPath':'.spec.r'}}",
        "spec.subresources.scale.statusReplicasPath: Invalid value: \".spec.r\": should be a json path under .status")]
    public void ValidateCreate_Version_IsToldWhatIsWrong(string members, string expected) =>
        Assert.Equal(expected, Found(Version("'type':'object','properties':{'a':{'type':'string'}}", members)));

    [Fact]
    public void ValidateCreate_BrokenRulesAtTwoLevels_AreBothCompiled()
    {
        var found = Found(Version("'type':'object','properties':{'a':{'type':'string','x-kubernetes-validations':[{'rule':'foo'}]}},'x-kubernetes-validations':[{'rule':'bar'}]"));
        Assert.Contains("undeclared reference to 'foo'", found, StringComparison.Ordinal);
        Assert.Contains("undeclared reference to 'bar'", found, StringComparison.Ordinal);
    }

    [Fact]
    public void ValidateCreate_SameSchemaInTwoVersions_IsJudgedOnce() =>
        Assert.Equal(
            $"{Schema}.properties[a].items: Required value: must be specified",
            Found($"{Version("'type':'object','properties':{'a':{'type':'array'}}")},{{'name':'v2','served':true,'storage':false,'schema':{{'openAPIV3Schema':{{'type':'object','properties':{{'a':{{'type':'array'}}}}}}}}}}"));

    [Theory]
    [InlineData("", "Required value: protected groups must have approval annotation")]
    [InlineData("bad", "Invalid value: \"bad\": protected groups must have approval annotation")]
    [InlineData("unapproved, a trial", "")]
    [InlineData("https://example.com/1", "")]
    public void ValidateCreate_GroupOfTheCommunity_NeedsItsApproval(string approval, string expected)
    {
        var found = Found(Version("'type':'object'"), "x.k8s.io", approval);
        Assert.True(expected.Length == 0 ? found.Length == 0 : found.Contains(expected, StringComparison.Ordinal), found);
    }

    [Theory]
    [InlineData("'items':{'type':5}", "json: cannot unmarshal number into Go struct field JSONSchemaProps.spec.versions.schema.openAPIV3Schema.properties.items.type of type string")]
    [InlineData("'additionalProperties':'x'", "boolean or JSON schema expected")]
    public void Fit_InnerSchemaOfWrongType_IsRefused(string members, string expected)
    {
        var definition = Definition(Version($"'type':'object','properties':{{'a':{{{members}}}}}"), "x.io", "");
        var error = Assert.Throws<ApiException>(() => SchemaFit.Fit(Golden.ResourceOf(definition), definition));
        Assert.EndsWith(expected, error.Message, StringComparison.Ordinal);
    }

    private static string Version(string schema, string members = "") =>
        $"{{'name':'v1','served':true,'storage':true,'schema':{{'openAPIV3Schema':{{{schema}}}}}{(members.Length > 0 ? "," : "")}{members}}}";

    private static DocObject Definition(string versions, string group, string approval) => Json.Object(
        $"{{'apiVersion':'apiextensions.k8s.io/v1','kind':'CustomResourceDefinition','metadata':{{'name':'foos.{group}','annotations':{{'api-approved.kubernetes.io':'{approval}'}}}},"
        + $"'spec':{{'group':'{group}','scope':'Namespaced','names':{{'plural':'foos','kind':'Foo'}},'versions':[{versions}]}}}}");

    private static string Found(string versions, string group = "x.io", string approval = "")
    {
        var document = Definition(versions, group, approval);
        var resource = Golden.ResourceOf(document);
        Defaulter.Apply(resource, document);
        document.GetOrAddObject("metadata")["uid"] = "u";
        UpdateStrategy.PrepareCreate(resource, document);
        return string.Join('\n', ObjectValidator.ValidateCreate(resource, document).Causes.Select(cause => $"{cause.Field}: {cause.Message}"));
    }
}
