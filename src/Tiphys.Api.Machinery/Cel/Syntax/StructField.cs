namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>A field of a struct literal.</summary>
internal sealed record StructField(int Offset, string Name, Expr Value, bool IsOptional);
