namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary><c>{key: value, ?key: optional}</c>.</summary>
internal sealed class MapExpr(int offset, IReadOnlyList<MapEntry> entries) : Expr(offset, Above([.. entries.SelectMany(entry => new[] { entry.Key, entry.Value })]))
{
    public IReadOnlyList<MapEntry> Entries { get; } = entries;
}
