namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>The function names of operators, as compile errors show them.</summary>
internal static class Operators
{
    public const string Conditional = "_?_:_";
    public const string And = "_&&_";
    public const string Or = "_||_";
    public const string Not = "!_";
    public const string Negate = "-_";
    public const string Equal = "_==_";
    public const string NotEqual = "_!=_";
    public const string Less = "_<_";
    public const string LessEqual = "_<=_";
    public const string Greater = "_>_";
    public const string GreaterEqual = "_>=_";
    public const string Add = "_+_";
    public const string Subtract = "_-_";
    public const string Multiply = "_*_";
    public const string Divide = "_/_";
    public const string Modulo = "_%_";
    public const string In = "@in";
    public const string Index = "_[_]";
    public const string OptionalIndex = "_[?_]";
    public const string OptionalSelect = "_?._";
    public const string NotStrictlyFalse = "@not_strictly_false";

    /// <summary>The binary operator of a token and how tightly it binds; null for other tokens.</summary>
    public static (string Function, int Precedence)? Binary(TokenKind kind) => kind switch
    {
        TokenKind.Equal => (Equal, 1),
        TokenKind.NotEqual => (NotEqual, 1),
        TokenKind.Less => (Less, 1),
        TokenKind.LessEqual => (LessEqual, 1),
        TokenKind.Greater => (Greater, 1),
        TokenKind.GreaterEqual => (GreaterEqual, 1),
        TokenKind.In => (In, 1),
        TokenKind.Plus => (Add, 2),
        TokenKind.Minus => (Subtract, 2),
        TokenKind.Star => (Multiply, 3),
        TokenKind.Slash => (Divide, 3),
        TokenKind.Percent => (Modulo, 3),
        _ => null,
    };
}
