namespace Tiphys.Api.Machinery.Cel.Schemas;

/// <summary>A field that expressions can name.</summary>
/// <param name="Name">As it stands in documents.</param>
/// <param name="IsCertain">Every object carries it: it is required and has no default.</param>
internal sealed record DeclaredField(string Name, DeclaredType Type, bool IsCertain);
