namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>An entry of a map literal.</summary>
internal sealed record MapEntry(Expr Key, Expr Value, bool IsOptional);
