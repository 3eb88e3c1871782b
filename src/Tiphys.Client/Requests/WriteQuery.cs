namespace Tiphys.Client.Requests;

/// <summary>The parameters of a create, update or patch.</summary>
public sealed record WriteQuery
{
    public static WriteQuery Default { get; } = new();

    public string? FieldManager { get; init; }

    /// <summary>Run everything but the store.</summary>
    public bool DryRun { get; init; }

    /// <summary>Apply only: take fields over from other managers.</summary>
    public bool Force { get; init; }

    internal void AppendTo(QueryString query, string? defaultManager)
    {
        query.Add("fieldManager", FieldManager ?? defaultManager);
        query.Add("dryRun", DryRun ? "All" : null);
        query.Add("force", Force ? "true" : null);
    }
}
