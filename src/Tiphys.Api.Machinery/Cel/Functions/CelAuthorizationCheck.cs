namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>What an expression asks an authorizer.</summary>
public sealed record CelAuthorizationCheck
{
    /// <summary>The service account that is asked about; null for the request's own user.</summary>
    public string? ServiceAccountName { get; init; }

    public string ServiceAccountNamespace { get; init; } = "";

    /// <summary>Set for checks of a path that is no resource.</summary>
    public string? Path { get; init; }

    public string Group { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    public string LabelSelector { get; init; } = "";

    public string Verb { get; init; } = "";
}
