namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>A lexical unit: a slice of the expression.</summary>
internal readonly record struct Token(TokenKind Kind, int Offset, int Length)
{
    public int End => Offset + Length;
}
