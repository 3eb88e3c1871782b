using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>The tighter half of the grammar: members, primaries, literals, aggregates.</summary>
internal sealed partial class Parser
{
    private const string ExpressionStart =
        "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

    private static readonly HashSet<string> Reserved =
    [
        "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop", "package",
        "namespace", "null", "return", "true", "var", "void", "while",
    ];

    private Expr ParseMember()
    {
        var expr = ParsePrimary();
        while (true)
        {
            if (TryTake(TokenKind.Dot, out var dot))
                expr = ParseSelection(expr, dot);
            else if (TryTake(TokenKind.OpenBracket, out var open))
                expr = ParseIndex(expr, open);
            else if (Current.Kind == TokenKind.OpenBrace && TypeNameOf(expr) is { } name)
                expr = ParseStruct(name);
            else
                return expr;
        }
    }

    private Expr ParseSelection(Expr operand, Token dot)
    {
        var isOptional = TryTake(TokenKind.Question, out _);
        if (Current.Kind == TokenKind.QuotedIdentifier)
            throw Fail(Current.Offset, "unsupported syntax: '`'");
        if (!TryTake(TokenKind.Identifier, out var token))
            throw Fail(Current.Offset, $"Syntax error: no viable alternative at input '.{(Current.Kind == TokenKind.End ? "" : TextOf(Current))}'");
        var name = TextOf(token);
        if (isOptional || !TryTake(TokenKind.OpenParen, out var open))
            return Selection(operand, dot, name, isOptional);
        var arguments = ParseArguments();
        return Bounded(_macros.Expand(open.Offset, name, operand, arguments) ?? new CallExpr(open.Offset, name, operand, arguments));
    }

    private Expr Selection(Expr operand, Token dot, string name, bool isOptional) => isOptional
        ? Call(dot.Offset, Operators.OptionalSelect, operand, Literal(dot.Offset, CelValue.From(name)))
        : Bounded(new SelectExpr(dot.Offset, operand, name, isTest: false));

    private Expr ParseIndex(Expr operand, Token open)
    {
        var isOptional = TryTake(TokenKind.Question, out _);
        var index = ParseExpr();
        Expect(TokenKind.CloseBracket, "']'");
        return Call(open.Offset, isOptional ? Operators.OptionalIndex : Operators.Index, operand, index);
    }

    private List<Expr> ParseArguments()
    {
        List<Expr> arguments = [];
        if (TryTake(TokenKind.CloseParen, out _))
            return arguments;
        if (Current.Kind == TokenKind.End)
            throw Fail(Current, "mismatched input", ExpressionStart.Replace("'(',", "'(', ')',", StringComparison.Ordinal));
        do
        {
            arguments.Add(ParseExpr());
        }
        while (TryTake(TokenKind.Comma, out _));
        ExpectClose();
        return arguments;
    }

    private Expr ParsePrimary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Dot or TokenKind.Identifier:
                return ParseName();
            case TokenKind.OpenParen:
                _at++;
                var inner = ParseExpr();
                ExpectClose();
                return inner;
            case TokenKind.OpenBracket:
                return ParseList();
            case TokenKind.OpenBrace:
                return ParseMap();
            default:
                return ParseLiteral();
        }
    }

    private Expr ParseName()
    {
        var leading = TryTake(TokenKind.Dot, out _) ? "." : "";
        var token = Expect(TokenKind.Identifier, "IDENTIFIER");
        var name = TextOf(token);
        if (TryTake(TokenKind.OpenParen, out var open))
        {
            var arguments = ParseArguments();
            return Bounded(_macros.Expand(open.Offset, name, null, arguments) ?? new CallExpr(open.Offset, name, null, arguments));
        }

        if (Reserved.Contains(name))
            throw Fail(token.Offset, $"reserved identifier: {name}");
        return new IdentExpr(token.Offset, leading + name);
    }

    private Expr ParseLiteral()
    {
        var token = Take();
        var negative = token.Kind == TokenKind.Minus && Current.Kind is TokenKind.Int or TokenKind.Double;
        var number = negative ? Take() : token;
        var span = _text.AsSpan(number.Offset, number.Length);
        switch (number.Kind)
        {
            case TokenKind.Int:
                return Literals.TryInt(span, negative, out var whole) ? Literal(token.Offset, CelValue.From(whole)) : throw Fail(token.Offset, "invalid int literal");
            case TokenKind.Uint:
                return Literals.TryUint(span, out var unsigned) ? Literal(token.Offset, CelValue.From(unsigned)) : throw Fail(token.Offset, "invalid uint literal");
            case TokenKind.Double:
                return Literals.TryDouble(span, negative, out var real) ? Literal(token.Offset, CelValue.From(real)) : throw Fail(token.Offset, "invalid double literal");
            case TokenKind.String:
                return Literals.TryString(span, out var error) is { } text ? Literal(token.Offset, CelValue.From(text)) : throw Fail(token.Offset, error);
            case TokenKind.Bytes:
                return Literals.TryBytes(span, out error) is { } bytes ? Literal(token.Offset, CelValue.From(bytes)) : throw Fail(token.Offset, error);
            case TokenKind.True or TokenKind.False:
                return Literal(token.Offset, CelValue.From(number.Kind == TokenKind.True));
            case TokenKind.Null:
                return Literal(token.Offset, CelValue.Null);
            default:
                throw Fail(token, StartsExpression(Current.Kind) && token.Kind != TokenKind.End ? "extraneous input" : "mismatched input", ExpressionStart);
        }
    }

    private static bool StartsExpression(TokenKind kind) => kind is TokenKind.Identifier or TokenKind.Int or TokenKind.Uint or TokenKind.Double or TokenKind.String
        or TokenKind.Bytes or TokenKind.True or TokenKind.False or TokenKind.Null or TokenKind.OpenBracket or TokenKind.OpenBrace or TokenKind.OpenParen
        or TokenKind.Dot or TokenKind.Minus or TokenKind.Exclamation;

    private void ExpectClose()
    {
        if (TryTake(TokenKind.CloseParen, out var token))
            return;
        if (Following() == TokenKind.CloseParen)
            throw Fail(token, "extraneous input", "')'");
        throw StartsExpression(token.Kind)
            ? Fail(token, "mismatched input", "')'")
            : Fail(token.Offset, $"Syntax error: missing ')' at '{TextOf(token)}'");
    }

    private Expr ParseList()
    {
        var open = Take();
        List<Expr> elements = [];
        List<bool> optional = [];
        while (!TryTake(TokenKind.CloseBracket, out _))
        {
            optional.Add(TryTake(TokenKind.Question, out _));
            elements.Add(ParseExpr());
            if (TryTake(TokenKind.Comma, out _))
                continue;
            Expect(TokenKind.CloseBracket, "{']', ','}");
            break;
        }

        return Bounded(new ListExpr(open.Offset, elements, optional));
    }

    private Expr ParseMap()
    {
        var open = Take();
        List<MapEntry> entries = [];
        while (!TryTake(TokenKind.CloseBrace, out _))
        {
            var isOptional = TryTake(TokenKind.Question, out _);
            var key = ParseExpr();
            Expect(TokenKind.Colon, "':'");
            entries.Add(new MapEntry(key, ParseExpr(), isOptional));
            if (TryTake(TokenKind.Comma, out _))
                continue;
            Expect(TokenKind.CloseBrace, "{'}', ','}");
            break;
        }

        return Bounded(new MapExpr(open.Offset, entries));
    }

    private Expr ParseStruct(string typeName)
    {
        var open = Take();
        List<StructField> fields = [];
        while (!TryTake(TokenKind.CloseBrace, out _))
        {
            var isOptional = TryTake(TokenKind.Question, out _);
            if (Current.Kind == TokenKind.QuotedIdentifier)
                throw Fail(Current.Offset, "unsupported syntax: '`'");
            var name = Expect(TokenKind.Identifier, "IDENTIFIER");
            var colon = Expect(TokenKind.Colon, "':'");
            fields.Add(new StructField(colon.Offset, TextOf(name), ParseExpr(), isOptional));
            if (TryTake(TokenKind.Comma, out _))
                continue;
            Expect(TokenKind.CloseBrace, "{'}', ','}");
            break;
        }

        return Bounded(new StructExpr(open.Offset, typeName, fields));
    }

    private static string? TypeNameOf(Expr expr) => expr switch
    {
        IdentExpr ident => ident.Name,
        SelectExpr { IsTest: false } select when TypeNameOf(select.Operand) is { } prefix => $"{prefix}.{select.Field}",
        _ => null,
    };
}
