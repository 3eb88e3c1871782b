using Tiphys.Api.Documents;
using Tiphys.Api.Protobuf;

namespace Tiphys.Api.OpenApi;

/// <summary>
/// Writes an OpenAPI 2 document in the protobuf form of gnostic (package openapi.v2, file OpenAPIv2.proto), as far as our
/// documents go. The numbers are that file's field numbers.
/// </summary>
internal sealed class GnosticEncoder
{
    private static readonly Dictionary<string, int> Methods = new(StringComparer.Ordinal)
    {
        ["get"] = 2, ["put"] = 3, ["post"] = 4, ["delete"] = 5, ["options"] = 6, ["head"] = 7, ["patch"] = 8,
    };

    private readonly ProtoWriter _output = new(1 << 20);
    private readonly GnosticSchemaEncoder _schemas;

    private GnosticEncoder() => _schemas = new(_output);

    public static byte[] Encode(DocObject document)
    {
        var encoder = new GnosticEncoder();
        encoder.Document(document);
        return encoder._output.Written.ToArray();
    }

    private void Document(DocObject document)
    {
        _output.Text(1, document.GetString("swagger")!);
        var info = _output.Begin(2);
        _output.Text(1, document.GetObject("info")!.GetString("title")!);
        _output.Text(2, document.GetObject("info")!.GetString("version")!);
        _output.End(info);
        var paths = _output.Begin(8);
        foreach (var (path, item) in document.GetObject("paths")!)
            Named(2, path, () => PathItem((DocObject)item));
        _output.End(paths);
        var definitions = _output.Begin(9);
        foreach (var (name, schema) in document.GetObject("definitions")!)
            Named(1, name, () => _schemas.Schema((DocObject)schema));
        _output.End(definitions);
        Security(document);
    }

    private void Security(DocObject document)
    {
        foreach (var (name, _) in document.GetArray("security")!.Objects().First())
        {
            var requirement = _output.Begin(12);
            Named(1, name, static () => { });
            _output.End(requirement);
        }

        var definitions = _output.Begin(13);
        foreach (var (name, definition) in document.GetObject("securityDefinitions")!)
            Named(1, name, () => ApiKey((DocObject)definition));
        _output.End(definitions);
    }

    private void ApiKey(DocObject definition)
    {
        var key = _output.Begin(2);
        _output.Text(1, definition.GetString("type")!);
        _output.Text(2, definition.GetString("name")!);
        _output.Text(3, definition.GetString("in")!);
        _output.Text(4, definition.GetString("description")!);
        _output.End(key);
    }

    private void PathItem(DocObject item)
    {
        foreach (var (name, value) in item)
        {
            if (!Methods.TryGetValue(name, out var method))
                continue;
            var operation = _output.Begin(method);
            Operation((DocObject)value);
            _output.End(operation);
        }

        foreach (var parameter in item.GetArray("parameters")?.Objects() ?? [])
            Parameter(9, parameter);
    }

    private void Operation(DocObject operation)
    {
        Texts(1, operation.GetArray("tags"));
        _output.Text(3, operation.GetString("description")!);
        _output.Text(5, operation.GetString("operationId")!);
        Texts(6, operation.GetArray("produces"));
        Texts(7, operation.GetArray("consumes"));
        foreach (var parameter in operation.GetArray("parameters")?.Objects() ?? [])
            Parameter(8, parameter);
        var responses = _output.Begin(9);
        foreach (var (code, response) in operation.GetObject("responses")!)
            Named(1, code, () => Response((DocObject)response));
        _output.End(responses);
        Texts(10, operation.GetArray("schemes"));
        _schemas.Extensions(13, operation);
    }

    private void Response(DocObject response)
    {
        var value = _output.Begin(1);
        _output.Text(1, response.GetString("description")!);
        if (response.GetObject("schema") is { } schema)
        {
            var item = _output.Begin(2);
            _schemas.Nested(1, schema);
            _output.End(item);
        }

        _output.End(value);
    }

    // ParametersItem { Parameter { BodyParameter | NonBodyParameter { QueryParameterSubSchema | PathParameterSubSchema } } }
    private void Parameter(int field, DocObject parameter)
    {
        var item = _output.Begin(field);
        var outer = _output.Begin(1);
        var place = parameter.GetString("in")!;
        if (place == "body")
        {
            var body = _output.Begin(1);
            _output.Text(2, parameter.GetString("name")!);
            _output.Text(3, place);
            if (parameter.GetBool("required") == true)
                _output.Flag(4, true);
            _schemas.Nested(5, parameter.GetObject("schema")!);
            _output.End(body);
        }
        else
        {
            var other = _output.Begin(2);
            Plain(parameter, place == "query");
            _output.End(other);
        }

        _output.End(outer);
        _output.End(item);
    }

    // From the fifth field on, a query parameter's numbers are one higher: it has allow_empty_value.
    private void Plain(DocObject parameter, bool query)
    {
        var shift = query ? 1 : 0;
        var start = _output.Begin(query ? 3 : 4);
        if (parameter.GetBool("required") == true)
            _output.Flag(1, true);
        _output.Text(2, parameter.GetString("in")!);
        _output.Text(3, parameter.GetString("description")!);
        _output.Text(4, parameter.GetString("name")!);
        _output.Text(5 + shift, parameter.GetString("type")!);
        _output.Flag(19 + shift, true);
        _output.End(start);
    }

    private void Texts(int field, DocArray? texts)
    {
        foreach (var text in texts?.Strings() ?? [])
            _output.Text(field, text);
    }

    private void Named(int field, string name, Action value)
    {
        var entry = _output.Begin(field);
        _output.Text(1, name);
        var start = _output.Begin(2);
        value();
        _output.End(start);
        _output.End(entry);
    }
}
