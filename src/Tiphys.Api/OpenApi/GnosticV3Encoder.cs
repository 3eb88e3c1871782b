using Tiphys.Api.Documents;
using Tiphys.Api.Protobuf;

namespace Tiphys.Api.OpenApi;

/// <summary>
/// Writes an OpenAPI 3 document in the protobuf form of gnostic (package openapi.v3, file OpenAPIv3.proto), as far as our documents go. The
/// numbers are that file's field numbers.
/// </summary>
internal sealed class GnosticV3Encoder
{
    private static readonly Dictionary<string, int> Methods = new(StringComparer.Ordinal)
    {
        ["get"] = 4, ["put"] = 5, ["post"] = 6, ["delete"] = 7, ["options"] = 8, ["head"] = 9, ["patch"] = 10,
    };

    private static readonly Dictionary<string, int> SecurityTexts = new(StringComparer.Ordinal) { ["type"] = 1, ["description"] = 2, ["name"] = 3, ["in"] = 4 };
    private readonly ProtoWriter _output = new(64 << 10);
    private readonly GnosticV3SchemaEncoder _schemas;

    private GnosticV3Encoder() => _schemas = new(_output);

    public static byte[] Encode(DocObject document)
    {
        var encoder = new GnosticV3Encoder();
        encoder.Document(document);
        return encoder._output.Written.ToArray();
    }

    private void Document(DocObject document)
    {
        Text(1, document, "openapi");
        _output.Nested(2, () =>
        {
            Text(1, document.GetObject("info") ?? [], "title");
            Text(6, document.GetObject("info") ?? [], "version");
        });
        _output.Nested(4, () => Each(document, "paths", 1, PathItem));
        if (document.GetObject("components") is not { } components)
            return;
        _output.Nested(5, () =>
        {
            _output.Nested(1, () => Each(components, "schemas", 1, _schemas.SchemaOrReference));
            _output.Nested(7, () => Each(components, "securitySchemes", 1, scheme => _output.Nested(1, () => Texts(scheme, SecurityTexts))));
        });
    }

    private void PathItem(DocObject item)
    {
        foreach (var (name, value) in item)
        {
            if (Methods.TryGetValue(name, out var method) && value is DocObject operation)
                _output.Nested(method, () => Operation(operation));
        }

        foreach (var parameter in item.GetArray("parameters")?.Objects() ?? [])
            _output.Nested(13, () => Parameter(parameter));
    }

    private void Operation(DocObject operation)
    {
        foreach (var tag in operation.GetArray("tags")?.Strings() ?? [])
            _output.Text(1, tag);
        Text(3, operation, "description");
        Text(5, operation, "operationId");
        foreach (var parameter in operation.GetArray("parameters")?.Objects() ?? [])
            _output.Nested(6, () => Parameter(parameter));
        if (operation.GetObject("requestBody") is { } body)
            _output.Nested(7, () => _output.Nested(1, () => RequestBody(body)));
        _output.Nested(8, () => Each(operation, "responses", 2, response => _output.Nested(1, () => Response(response))));
        _schemas.Extensions(13, operation);
    }

    // ParameterOrReference { Parameter | Reference }: ours are always written out.
    private void Parameter(DocObject parameter) => _output.Nested(1, () =>
    {
        Text(1, parameter, "name");
        Text(2, parameter, "in");
        Text(3, parameter, "description");
        if (parameter.GetBool("required") == true)
            _output.Flag(4, true);
        if (parameter.GetObject("schema") is { } schema)
            _output.Nested(10, () => _schemas.SchemaOrReference(schema));
    });

    private void RequestBody(DocObject body)
    {
        Text(1, body, "description");
        Content(2, body);
        if (body.GetBool("required") == true)
            _output.Flag(3, true);
    }

    private void Response(DocObject response)
    {
        Text(1, response, "description");
        Content(3, response);
    }

    private void Content(int field, DocObject owner)
    {
        if (!owner.ContainsKey("content"))
            return;
        _output.Nested(field, () => Each(owner, "content", 1, media =>
        {
            if (media.GetObject("schema") is { } schema)
                _output.Nested(1, () => _schemas.SchemaOrReference(schema));
        }));
    }

    private void Text(int field, DocObject owner, string name)
    {
        if (owner.GetString(name) is { } text)
            _output.Text(field, text);
    }

    private void Texts(DocObject owner, Dictionary<string, int> fields)
    {
        foreach (var (name, field) in fields)
            Text(field, owner, name);
    }

    /// <summary>Writes a map as entries of name (1) and value (2).</summary>
    private void Each(DocObject owner, string name, int field, Action<DocObject> write)
    {
        foreach (var (key, value) in owner.GetObject(name) ?? [])
        {
            _output.Nested(field, () =>
            {
                _output.Text(1, key);
                _output.Nested(2, () => write(value as DocObject ?? []));
            });
        }
    }
}
