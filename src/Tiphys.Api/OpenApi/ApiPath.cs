namespace Tiphys.Api.OpenApi;

/// <summary>A path with its operations, in order of their methods.</summary>
internal sealed record ApiPath(string Path, IReadOnlyList<ApiOperation> Operations)
{
    /// <summary>The parameters all operations have; written once, at the path.</summary>
    public IReadOnlyList<ApiParameter> Shared { get; } =
        [.. Operations[0].Parameters.Where(parameter => Operations.All(operation => operation.Parameters.Contains(parameter)))];
}
