using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Rules;
using Tiphys.Api.Machinery.CustomResources;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Tests.Schemas;

namespace Tiphys.Api.Machinery.Tests.Cel;

public sealed class SchemaRulesTests
{
    private const string Spec = """
        {'type':'object','properties':{'spec':{'type':'object','required':['replicas'],'properties':{
          'replicas':{'type':'integer'},'min':{'type':'integer'},'name':{'type':'string','maxLength':10},'a-b.c/d':{'type':'string'},'namespace':{'type':'string'},
          'port':{'x-kubernetes-int-or-string':true},'when':{'type':'string','format':'date-time'},'data':{'type':'string','format':'byte'},
          'labels':{'type':'object','additionalProperties':{'type':'string','maxLength':5},'maxProperties':5},
          'set':{'type':'array','x-kubernetes-list-type':'set','maxItems':5,'items':{'type':'string','maxLength':5}},
          'items':{'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k'],'maxItems':5,'items':{'type':'object','properties':{
             'k':{'type':'string','maxLength':5},'v':{'type':'integer' ITEMRULES}}}},
          'any':{'x-kubernetes-preserve-unknown-fields':true}
        } RULES}}}
        """;

    [Theory]
    [InlineData("self.replicas >= self.min", "{'replicas':1,'min':2}", "spec|FieldValueInvalid|Invalid value: failed rule: self.replicas >= self.min")]
    [InlineData("self.replicas >= self.min", "{'replicas':1}", "spec|FieldValueInvalid|Invalid value: \"object\": no such key: min evaluating rule: self.replicas >= self.min")]
    [InlineData("!has(self.min) || self.replicas >= self.min", "{'replicas':1}", "")]
    [InlineData("self.a__dash__b__dot__c__slash__d == 'x' && self.__namespace__ == 'n'", "{'replicas':1,'a-b.c/d':'x','namespace':'n'}", "")]
    [InlineData("type(self.port) == int ? self.port < 100 : self.port.endsWith('%')", "{'replicas':1,'port':'5%'}", "")]
    [InlineData("self.port < 100", "{'replicas':1,'port':'5%'}", "spec|FieldValueInvalid|Invalid value: \"object\": 'no such overload': call arguments did not match a supported operator, function or macro signature for rule: self.port < 100")]
    [InlineData("self.when < timestamp('2030-01-01T00:00:00Z') && self.data == b'hi'", "{'replicas':1,'when':'2020-01-01T00:00:00Z','data':'aGk='}", "")]
    [InlineData("self.labels.all(k, self.labels[k].size() < 3)", "{'replicas':1,'labels':{'a':'xyz'}}", "spec|FieldValueInvalid|Invalid value: failed rule: self.labels.all(k, self.labels[k].size() < 3)")]
    [InlineData("self.set == ['b', 'a'] && self.set + ['b', 'c'] == ['a', 'b', 'c']", "{'replicas':1,'set':['a','b']}", "")]
    [InlineData("self.items.exists(i, i.k == 'a' && i.v == 1)", "{'replicas':1,'items':[{'k':'a','v':1}]}", "")]
    public void Rule_OnAnObject_HoldsOrNames(string rule, string spec, string expected) => Assert.Equal(expected, Run(Rules($"{{\"rule\":{Quote(rule)}}}"), spec));

    [Theory]
    [InlineData("""{"rule":"false","message":" broken "}""", "spec|FieldValueInvalid|Invalid value: broken")]
    [InlineData("""{"rule":"false","messageExpression":"'has ' + string(self.replicas)"}""", "spec|FieldValueInvalid|Invalid value: has 1")]
    [InlineData("""{"rule":"false","message":"m","messageExpression":"string(1 / 0)"}""", "spec|FieldValueInvalid|Invalid value: m")]
    [InlineData("""{"rule":"false","reason":"FieldValueForbidden"}""", "spec|FieldValueForbidden|Forbidden: failed rule: false")]
    [InlineData("""{"rule":"false","reason":"FieldValueRequired","fieldPath":".min","message":"m"}""", "spec.min|FieldValueRequired|Required value: m")]
    [InlineData("""{"rule":"false","reason":"FieldValueDuplicate","fieldPath":".labels['x y']"}""", "spec.labels[x y]|FieldValueDuplicate|Duplicate value")]
    [InlineData("""{"rule":"self.replicas >= oldSelf.replicas"}""", "")]
    [InlineData("""{"rule":"oldSelf.hasValue()","optionalOldSelf":true,"message":"no old"}""", "spec|FieldValueInvalid|Invalid value: no old")]
    public void Failure_IsWordedByTheRule(string rule, string expected) => Assert.Equal(expected, Run(Rules(rule), "{'replicas':1}"));

    [Theory]
    [InlineData("{'replicas':1}", "{'replicas':2}", "spec|FieldValueInvalid|Invalid value: failed rule: self.replicas >= oldSelf.replicas")]
    [InlineData("{'replicas':3}", "{'replicas':2}", "")]
    public void TransitionRule_ComparesWithTheOldObject(string spec, string old, string expected) =>
        Assert.Equal(expected, Run(Rules("""{"rule":"self.replicas >= oldSelf.replicas"}"""), spec, old));

    [Fact]
    public void TransitionRule_InAMapList_FindsElementsByKey() => Assert.Equal(
        "spec.items[0].v|FieldValueInvalid|Invalid value: 1: failed rule: self >= oldSelf",
        Run("", "{'replicas':1,'items':[{'k':'b','v':1},{'k':'c','v':0}]}", "{'replicas':1,'items':[{'k':'a','v':0},{'k':'b','v':2}]}", Rules("""{"rule":"self >= oldSelf"}""")));

    [Fact]
    public void BrokenRule_OfAnUnchangedValue_OnlyWarns()
    {
        var schema = Schema(Rules("""{"rule":"self.replicas > 5"}"""));
        var warnings = new List<string>();
        var rules = CelSchemaRules.Compile(StructuralSchemaReader.Read(schema))!;
        var value = Json.Object("{'spec':{'replicas':1},'x':1}");
        Assert.Empty(rules.Validate(value, Json.Object("{'spec':{'replicas':1},'x':2}"), new CelBudget(), warnings));
        Assert.Equal(["spec: Invalid value: failed rule: self.replicas > 5"], warnings);
        Assert.Single(rules.Validate(value, Json.Object("{'spec':{'replicas':2}}"), new CelBudget()));
    }

    [Fact]
    public void AllOf_RulesInside_AreRun() => Assert.Equal(
        "spec.min|FieldValueInvalid|Invalid value: 1: failed rule: self > 1",
        Run(""","allOf":[{"properties":{"min":{"x-kubernetes-validations":[{"rule":"self > 1"}]}}}]""", "{'replicas':1,'min':1}"));

    [Fact]
    public void Budget_UsedUp_EndsValidation()
    {
        var rules = CelSchemaRules.Compile(StructuralSchemaReader.Read(Schema(Rules("""{"rule":"self.replicas > 0"},{"rule":"self.replicas > 1"}"""))))!;
        var budget = new CelBudget(4);
        var causes = rules.Validate(Json.Object("{'spec':{'replicas':9}}"), null, budget);
        Assert.Equal("Invalid value: \"object\": validation failed due to running out of cost budget, no further validation rules will be run", Assert.Single(causes).Message);
        Assert.True(budget.IsSpent);
    }

    [Theory]
    [InlineData("""{"rule":"self.nope == 1"}""", "rule|Invalid value: {\"Rule\":\"self.nope == 1\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: compilation failed: ERROR: <input>:1:5: undefined field 'nope'\n | self.nope == 1\n | ....^")]
    [InlineData("""{"rule":"self.any == 1"}""", "rule|Invalid value: {\"Rule\":\"self.any == 1\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: compilation failed: ERROR: <input>:1:5: undefined field 'any'\n | self.any == 1\n | ....^")]
    [InlineData("""{"rule":"self.replicas"}""", "rule|Invalid value: {\"Rule\":\"self.replicas\",\"Message\":\"\",\"MessageExpression\":\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: cel expression must evaluate to a bool")]
    [InlineData("""{"rule":" "}""", "rule|Required value: rule is not specified")]
    [InlineData("""{"rule":"true","message":" "}""", "message|Invalid value: \" \": must be non-empty if specified")]
    [InlineData("""{"rule":"true","reason":"Nope"}""", "reason|Unsupported value: \"Nope\": supported values: \"FieldValueDuplicate\", \"FieldValueForbidden\", \"FieldValueInvalid\", \"FieldValueRequired\"")]
    [InlineData("""{"rule":"true","fieldPath":".nope"}""", "fieldPath|Invalid value: \".nope\": must be a valid path")]
    [InlineData("""{"rule":"true","messageExpression":"1"}""", "messageExpression|Invalid value: {\"Rule\":\"true\",\"Message\":\"\",\"MessageExpression\":\"1\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: messageExpression must evaluate to a string")]
    [InlineData("""{"rule":"true","optionalOldSelf":true}""", "optionalOldSelf|Invalid value: true: may not be set if oldSelf is not used in rule")]
    [InlineData("""{"rule":"self.set.all(s, self.set.exists(t, s == t))"}""", "")]
    public void Check_OfARuleBeingWritten_JudgesIt(string rule, string expected)
    {
        var causes = CelSchemaRules.Check(Schema(Rules(rule)), FieldPath.Root.Child("s"));
        Assert.Equal(expected.Length == 0 ? [] : ["s.properties[spec].x-kubernetes-validations[0]." + expected], causes.Select(cause => $"{cause.Field}|{cause.Message}"));
    }

    [Fact]
    public void Check_UnboundedLists_ExceedsTheBudget()
    {
        var schema = Json.Object("""
            {'type':'object','properties':{'l':{'type':'array','items':{'type':'array','items':{'type':'string',
            'x-kubernetes-validations':[{'rule':'self.contains(self + self)'}]}}}}}
            """);
        var cause = Assert.Single(CelSchemaRules.Check(schema, FieldPath.Root.Child("s")), cause => cause.Message.Contains("estimated rule cost exceeds"));
        Assert.StartsWith("Forbidden: estimated rule cost exceeds budget by factor of more than 100x (try simplifying the rule, or adding maxItems", cause.Message);
    }

    [Fact]
    public void Check_OldSelfInAnAtomicList_IsRefused()
    {
        var schema = Json.Object("{'type':'object','properties':{'l':{'type':'array','maxItems':2,'items':{'type':'integer','x-kubernetes-validations':[{'rule':'self == oldSelf'}]}}}}");
        Assert.Equal(
            "Invalid value: \"self == oldSelf\": oldSelf cannot be used on the uncorrelatable portion of the schema within s.properties[l]",
            Assert.Single(CelSchemaRules.Check(schema, FieldPath.Root.Child("s"))).Message);
    }

    private static string Quote(string text) => new DocString(text).ToString();

    private static DocObject Schema(string rules, string itemRules = "") => DocReader.ParseObject(
        Encoding.UTF8.GetBytes(Spec.Replace('\'', '"').Replace("ITEMRULES", itemRules).Replace("RULES", rules)));

    private static string Rules(string rules) => $", \"x-kubernetes-validations\":[{rules}]";

    private static string Run(string rules, string spec, string? old = null, string itemRules = "")
    {
        var compiled = CelSchemaRules.Compile(StructuralSchemaReader.Read(Schema(rules, itemRules)))!;
        var causes = compiled.Validate(Json.Object($"{{'spec':{spec}}}"), old is null ? null : Json.Object($"{{'spec':{old}}}"), new CelBudget());
        return string.Join(';', causes.Select(cause => $"{cause.Field}|{cause.Reason}|{cause.Message}"));
    }
}
