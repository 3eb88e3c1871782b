namespace Tiphys.Client.Informers;

/// <summary>Which objects of a type an informer follows.</summary>
public sealed record InformerScope
{
    public static InformerScope All { get; } = new();

    /// <summary>Null for every namespace.</summary>
    public string? Namespace { get; init; }

    public string? LabelSelector { get; init; }

    public string? FieldSelector { get; init; }
}
