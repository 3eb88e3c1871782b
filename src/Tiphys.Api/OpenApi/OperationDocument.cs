using System.Globalization;
using Tiphys.Api.Documents;

namespace Tiphys.Api.OpenApi;

/// <summary>Writes paths and operations in the form of either generation.</summary>
internal sealed class OperationDocument(OpenApiVersion version, SchemaDocument schemas)
{
    public DocObject Paths(IEnumerable<ApiPath> paths)
    {
        var made = new DocObject();
        foreach (var path in paths.OrderBy(path => path.Path, StringComparer.Ordinal))
            made.Append(path.Path, Path(path));
        return made;
    }

    private DocObject Path(ApiPath path)
    {
        var made = new DocObject();
        foreach (var operation in path.Operations.OrderBy(operation => operation.Method, StringComparer.Ordinal))
            made.Add(operation.Method, Operation(operation, path.Shared));
        if (path.Shared.Count > 0)
            made.Add("parameters", Parameters(path.Shared));
        return made;
    }

    private DocObject Operation(ApiOperation operation, IReadOnlyList<ApiParameter> shared)
    {
        var made = new DocObject { { "description", operation.Description }, { "operationId", operation.Id } };
        if (version == OpenApiVersion.V2)
        {
            if (operation.Consumes.Count > 0)
                made.Add("consumes", Texts(operation.Consumes));
            made.Add("produces", Texts(operation.Produces));
            made.Add("schemes", Texts(["https"]));
        }

        var parameters = Parameters([.. operation.Parameters.Where(parameter => !shared.Contains(parameter))]);
        if (operation.Body is not null)
            AddBody(made, parameters, operation);
        if (parameters.Count > 0)
            made.Add("parameters", parameters);
        made.Add("responses", Responses(operation));
        made.Add("tags", Texts([operation.Tag]));
        if (operation.Action is not null)
            made.Add("x-kubernetes-action", operation.Action);
        if (operation.Kind is var (groupVersion, kind))
            made.Add("x-kubernetes-group-version-kind", CustomKind.Kind(groupVersion, kind));
        return made;
    }

    private static DocArray Texts(IReadOnlyList<string> texts) => new(texts.Select(text => (DocNode)text));

    private void AddBody(DocObject made, DocArray parameters, ApiOperation operation)
    {
        if (version == OpenApiVersion.V2)
        {
            var body = new DocObject { { "in", "body" }, { "name", "body" }, { "schema", schemas.Reference(operation.Body!) } };
            if (operation.BodyRequired)
                body.Add("required", true);
            parameters.Insert(0, body);
            return;
        }

        var request = new DocObject { { "content", Content(operation.Consumes, schemas.Reference(operation.Body!)) } };
        if (operation.BodyRequired)
            request.Add("required", true);
        made.Add("requestBody", request);
    }

    private DocArray Parameters(IReadOnlyList<ApiParameter> parameters) => new(parameters.Select(Parameter));

    private DocNode Parameter(ApiParameter parameter)
    {
        var made = new DocObject { { "name", parameter.Name }, { "in", parameter.In }, { "description", parameter.Description } };
        if (parameter.Required)
            made.Add("required", true);
        var type = version == OpenApiVersion.V3 ? new DocObject() : made;
        type.Add("type", parameter.Type);
        type.Add("uniqueItems", true);
        if (version == OpenApiVersion.V3)
            made.Add("schema", type);
        return made;
    }

    private DocObject Responses(ApiOperation operation)
    {
        var made = new DocObject();
        foreach (var code in operation.Codes)
        {
            var schema = operation.Answer is null ? new DocObject { { "type", "string" } } : schemas.Reference(operation.Answer);
            var response = new DocObject { { "description", code switch { 200 => "OK", 201 => "Created", _ => "Accepted" } } };
            if (version == OpenApiVersion.V2)
                response.Add("schema", schema);
            else
                response.Add("content", Content(operation.Produces, schema));
            made.Add(code.ToString(CultureInfo.InvariantCulture), response);
        }

        made.Add("401", new DocObject { { "description", "Unauthorized" } });
        return made;
    }

    private static DocObject Content(IReadOnlyList<string> mediaTypes, DocObject schema)
    {
        var content = new DocObject();
        foreach (var mediaType in mediaTypes)
            content.Add(mediaType, new DocObject { { "schema", schema } });
        return content;
    }
}
