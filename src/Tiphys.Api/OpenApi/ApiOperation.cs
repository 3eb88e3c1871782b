using Tiphys.Api.Resources;

namespace Tiphys.Api.OpenApi;

/// <summary>An operation, told apart from how OpenAPI 2 and 3 write it.</summary>
/// <param name="Method">Lower case.</param>
/// <param name="Action">The verb as x-kubernetes-action has it; null for discovery.</param>
internal sealed record ApiOperation(string Method, string Id, string Description, string Tag, string? Action)
{
    public (GroupVersion GroupVersion, string Kind)? Kind { get; init; }

    /// <summary>Every parameter but the body.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>The definition the body has; null for none.</summary>
    public string? Body { get; init; }

    public bool BodyRequired { get; init; } = true;

    public IReadOnlyList<string> Consumes { get; init; } = MediaTypes.Any;

    public IReadOnlyList<string> Produces { get; init; } = MediaTypes.Object;

    /// <summary>The codes of success; the first is 200.</summary>
    public IReadOnlyList<int> Codes { get; init; } = [200];

    /// <summary>The definition the answer has; null for text.</summary>
    public string? Answer { get; init; }
}
