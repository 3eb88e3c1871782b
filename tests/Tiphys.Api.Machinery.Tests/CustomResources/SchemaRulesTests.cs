using Tiphys.Api.Machinery.CustomResources;
using Tiphys.Api.Machinery.Tests.Schemas;
using Tiphys.Api.Machinery.Validation;

namespace Tiphys.Api.Machinery.Tests.CustomResources;

public sealed class SchemaRulesTests
{
    [Theory]
    [InlineData("{'type':'integer'}", "'x'", "f: Invalid value: \"string\": f in body must be of type integer: \"string\"")]
    [InlineData("{'type':'integer'}", "1.5", "f: Invalid value: \"number\": f in body must be of type integer: \"number\"")]
    [InlineData("{'type':'string'}", "null", "f: Invalid value: \"null\": f in body must be of type string: \"null\"")]
    [InlineData("{'type':'string','nullable':true}", "null", "")]
    [InlineData("{'type':'integer','minimum':2,'maximum':3}", "1", "f: Invalid value: 1: f in body should be greater than or equal to 2")]
    [InlineData("{'type':'integer','maximum':3,'exclusiveMaximum':true}", "3", "f: Invalid value: 3: f in body should be less than 3")]
    [InlineData("{'type':'integer','multipleOf':5}", "7", "f: Invalid value: 7: f in body should be a multiple of 5")]
    [InlineData("{'type':'string','maxLength':2}", "'abc'", "f: Too long: may not be more than 2 bytes")]
    [InlineData("{'type':'string','minLength':2}", "'a'", "f: Invalid value: \"a\": f in body should be at least 2 chars long")]
    [InlineData("{'type':'string','pattern':'^a+$'}", "'b'", "f: Invalid value: \"b\": f in body should match '^a+$'")]
    [InlineData("{'type':'string','pattern':'^a$'}", "'a\\n'", "f: Invalid value: \"a\\n\": f in body should match '^a$'")]
    [InlineData("{'type':'string','pattern':'^[[:alpha:]]+\\\\z'}", "'abc'", "")]
    [InlineData("{'type':'string','enum':['a','b']}", "'c'", "f: Unsupported value: \"c\": supported values: \"a\", \"b\"")]
    [InlineData("{'type':'string','format':'ipv4'}", "'1.2.3'", "f: Invalid value: \"1.2.3\": f in body must be of type ipv4: \"1.2.3\"")]
    [InlineData("{'type':'array','items':{'type':'string'},'maxItems':1}", "['a','b']", "f: Too many: 2: must have at most 1 item")]
    [InlineData("{'type':'array','items':{'type':'string'},'x-kubernetes-list-type':'set'}", "['a','a']", "f[1]: Duplicate value: \"a\"")]
    [InlineData("{'type':'array','items':{'type':'object','properties':{'k':{'type':'string'}}},'x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['k']}",
        "[{'k':'a'},{'k':'a'}]", "f[1]: Duplicate value: {\"k\":\"a\"}")]
    [InlineData("{'type':'object','required':['a'],'properties':{'a':{'type':'string'}}}", "{}", "f.a: Required value")]
    [InlineData("{'type':'object','properties':{'a':{'type':'string'}},'anyOf':[{'required':['a']},{'required':['b']}]}", "{}",
        "f: Invalid value: {}: f in body must validate at least one schema (anyOf)")]
    [InlineData("{'type':'integer','oneOf':[{'minimum':1},{'minimum':2}]}", "3",
        "f: Invalid value: 3: f in body must validate one and only one schema (oneOf). Found 2 valid alternatives")]
    [InlineData("{'type':'integer','not':{'enum':[3]}}", "3", "f: Invalid value: 3: f in body must not validate the schema (not)")]
    [InlineData("{'x-kubernetes-int-or-string':true}", "true", "f: Invalid value: \"boolean\": f in body must be of type integer,string: \"boolean\"")]
    [InlineData("{'type':'object','x-kubernetes-embedded-resource':true,'x-kubernetes-preserve-unknown-fields':true}", "{'kind':'X'}", "f.apiVersion: Required value")]
    [InlineData("{'type':'object','additionalProperties':{'type':'integer'}}", "{'a':'x'}",
        "f.a: Invalid value: \"string\": f.a in body must be of type integer: \"string\"")]
    public void Validate_EachRule_NamesTheFieldAndWhatIsWrong(string schema, string value, string expected)
    {
        var errors = Validate(schema, $"{{'f':{value}}}", null);
        Assert.Equal(expected, string.Join('\n', errors.Causes.Select(cause => $"{cause.Field}: {cause.Message}")));
    }

    [Fact]
    public void Validate_UnchangedInvalidValue_IsLeftAloneOnUpdate()
    {
        const string Schema = "{'type':'object','properties':{'a':{'type':'integer','maximum':1},'b':{'type':'integer','maximum':1}}}";
        Assert.Equal("f.b", Assert.Single(Validate(Schema, "{'f':{'a':5,'b':6}}", "{'f':{'a':5,'b':1}}").Causes).Field);
    }

    [Theory]
    [InlineData("duration", "1h30m", true)]
    [InlineData("duration", "1x", false)]
    [InlineData("date-time", "2020-01-01T00:00:00Z", true)]
    [InlineData("date", "2020-13-01", false)]
    [InlineData("cidr", "10.0.0.1/8", true)]
    [InlineData("cidr", "10.0.0.1/33", false)]
    [InlineData("ipv6", "::1", true)]
    [InlineData("uuid", "nope", false)]
    [InlineData("hostname", "a.example", true)]
    [InlineData("unheard-of", "anything", true)]
    public void Formats_Fits_KnowsTheFormat(string format, string text, bool expected) => Assert.Equal(expected, Formats.Fits(format, text));

    private static FieldErrors Validate(string schema, string document, string? old)
    {
        var errors = new FieldErrors();
        var root = StructuralSchemaReader.Read(Json.Object($"{{'type':'object','properties':{{'f':{schema}}}}}"));
        SchemaRules.Validate(root, Json.Object(document), old is null ? null : Json.Object(old), errors);
        return errors;
    }
}
