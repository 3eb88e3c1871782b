namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary><c>Type{field: value}</c>.</summary>
internal sealed class StructExpr(int offset, string typeName, IReadOnlyList<StructField> fields) : Expr(offset, Above([.. fields.Select(field => field.Value)]))
{
    public string TypeName { get; } = typeName;

    public IReadOnlyList<StructField> Fields { get; } = fields;
}
