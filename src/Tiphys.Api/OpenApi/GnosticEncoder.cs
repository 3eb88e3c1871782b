using Tiphys.Api.Documents;
using Tiphys.Api.Protobuf;

namespace Tiphys.Api.OpenApi;

/// <summary>
/// Writes an OpenAPI 2 document in the protobuf form of gnostic (package openapi.v2, file OpenAPIv2.proto), as far as our
/// documents and those of aggregated servers go. The numbers are that file's field numbers.
/// </summary>
/// <remarks>Parts of the document may come from outside: what is missing or of the wrong type is left out.</remarks>
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
            Named(2, path, () => PathItem(item as DocObject ?? []));
        _output.End(paths);
        var definitions = _output.Begin(9);
        foreach (var (name, schema) in document.GetObject("definitions")!)
            Named(1, name, () => _schemas.Schema(schema as DocObject ?? []));
        _output.End(definitions);
        if (document.GetObject("parameters") is { } shared)
        {
            var parameters = _output.Begin(10);
            foreach (var (name, parameter) in shared)
                Named(1, name, () => ParameterBody(parameter as DocObject ?? []));
            _output.End(parameters);
        }

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
            if (!Methods.TryGetValue(name, out var method) || value is not DocObject described)
                continue;
            var operation = _output.Begin(method);
            Operation(described);
            _output.End(operation);
        }

        foreach (var parameter in item.GetArray("parameters")?.Objects() ?? [])
            Parameter(9, parameter);
    }

    private void Operation(DocObject operation)
    {
        Texts(1, operation.GetArray("tags"));
        Text(3, operation, "description");
        Text(5, operation, "operationId");
        Texts(6, operation.GetArray("produces"));
        Texts(7, operation.GetArray("consumes"));
        foreach (var parameter in operation.GetArray("parameters")?.Objects() ?? [])
            Parameter(8, parameter);
        var responses = _output.Begin(9);
        foreach (var (code, response) in operation.GetObject("responses") ?? [])
            Named(1, code, () => Response(response as DocObject ?? []));
        _output.End(responses);
        Texts(10, operation.GetArray("schemes"));
        _schemas.Extensions(13, operation);
    }

    private void Response(DocObject response)
    {
        var value = _output.Begin(1);
        Text(1, response, "description");
        if (response.GetObject("schema") is { } schema)
        {
            var item = _output.Begin(2);
            _schemas.Nested(1, schema);
            _output.End(item);
        }

        _output.End(value);
    }

    // ParametersItem { Parameter | JsonReference }
    private void Parameter(int field, DocObject parameter)
    {
        var item = _output.Begin(field);
        var isReference = parameter.ContainsKey("$ref");
        var choice = _output.Begin(isReference ? 2 : 1);
        if (isReference)
            Text(1, parameter, "$ref");
        else
            ParameterBody(parameter);
        _output.End(choice);
        _output.End(item);
    }

    // Parameter { BodyParameter | NonBodyParameter { HeaderParameterSubSchema | FormData... | Query... | Path... } }
    private void ParameterBody(DocObject parameter)
    {
        var place = parameter.GetString("in");
        var start = _output.Begin(place == "body" ? 1 : 2);
        if (place == "body")
        {
            Text(2, parameter, "name");
            _output.Text(3, place);
            if (parameter.GetBool("required") == true)
                _output.Flag(4, true);
            _schemas.Nested(5, parameter.GetObject("schema") ?? []);
        }
        else
        {
            Plain(parameter, place switch { "header" => 1, "formData" => 2, "query" => 3, _ => 4 });
        }

        _output.End(start);
    }

    // From the fifth field on, the numbers of form data and query parameters are one higher: they have allow_empty_value.
    private void Plain(DocObject parameter, int kind)
    {
        var shift = kind is 2 or 3 ? 1 : 0;
        var start = _output.Begin(kind);
        if (parameter.GetBool("required") == true)
            _output.Flag(1, true);
        Text(2, parameter, "in");
        Text(3, parameter, "description");
        Text(4, parameter, "name");
        Text(5 + shift, parameter, "type");
        if (parameter.GetBool("uniqueItems") == true)
            _output.Flag(19 + shift, true);
        _output.End(start);
    }

    private void Text(int field, DocObject owner, string name)
    {
        if (owner.GetString(name) is { } text)
            _output.Text(field, text);
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
