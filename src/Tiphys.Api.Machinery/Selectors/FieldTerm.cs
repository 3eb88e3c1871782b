namespace Tiphys.Api.Machinery.Selectors;

/// <summary>One condition of a field selector.</summary>
/// <param name="Path">The field's label, mostly its dotted path: <c>spec.nodeName</c>.</param>
/// <param name="Negated">True for <c>!=</c>.</param>
public sealed record FieldTerm(string Path, string Value, bool Negated)
{
    public bool Matches(string value) => (value == Value) != Negated;

    public override string ToString() => $"{Path}{(Negated ? "!=" : "=")}{Escape(Value)}";

    private static string Escape(string value) => value.Replace("\\", "\\\\").Replace(",", "\\,").Replace("=", "\\=");
}
