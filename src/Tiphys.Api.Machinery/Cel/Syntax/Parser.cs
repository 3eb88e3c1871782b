using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>
/// Reads an expression by recursive descent, following the grammar of the CEL language definition; macros are expanded as
/// they are read. The first syntax error ends it.
/// </summary>
internal sealed partial class Parser
{
    private readonly string _text;
    private readonly IssueList _issues;
    private readonly List<Token> _tokens;
    private readonly MacroExpander _macros;
    private int _at;
    private int _depth;

    private Parser(string text, IssueList issues)
    {
        _text = text;
        _issues = issues;
        _tokens = new Lexer(text, issues).ReadAll();
        _macros = new MacroExpander(issues);
    }

    private Token Current => _tokens[_at];

    /// <returns>The tree; null if there are issues.</returns>
    public static Expr? Parse(string text, IssueList issues)
    {
        if (text.Length > CelLimits.LongestExpression)
        {
            issues.AddUnplaced($"expression code point size exceeds limit: size: {text.Length}, limit {CelLimits.LongestExpression}");
            return null;
        }

        try
        {
            var parser = new Parser(text, issues);
            // What is no token makes everything behind it look wrong.
            if (issues.Count > 0)
                return null;
            var expr = parser.ParseExpr();
            if (parser.Current.Kind != TokenKind.End)
                parser.Fail(parser.Current, parser.Following() == TokenKind.End ? "extraneous input" : "mismatched input", "<EOF>");
            return issues.Count == 0 ? expr : null;
        }
        catch (SyntaxException)
        {
            return null;
        }
    }

    private TokenKind Following() => _at + 1 < _tokens.Count ? _tokens[_at + 1].Kind : TokenKind.End;

    private Token Take() => _tokens[_at < _tokens.Count - 1 ? _at++ : _at];

    private bool TryTake(TokenKind kind, out Token token)
    {
        token = Current;
        if (token.Kind != kind)
            return false;
        _at++;
        return true;
    }

    private Token Expect(TokenKind kind, string expected)
    {
        if (TryTake(kind, out var token))
            return token;
        throw Fail(Current, "mismatched input", expected);
    }

    private string TextOf(Token token) => token.Kind == TokenKind.End ? "<EOF>" : _text.Substring(token.Offset, token.Length);

    private SyntaxException Fail(Token token, string problem, string expected)
    {
        _issues.Add(token.Offset, $"Syntax error: {problem} '{TextOf(token)}' expecting {expected}");
        throw new SyntaxException();
    }

    private SyntaxException Fail(int offset, string message)
    {
        _issues.Add(offset, message);
        throw new SyntaxException();
    }

    private T Bounded<T>(T expr)
        where T : Expr
    {
        if (expr.Depth > CelLimits.DeepestExpression)
            throw Fail(expr.Offset, $"expression recursion limit exceeded: {CelLimits.DeepestExpression}");
        return expr;
    }

    private Expr Call(int offset, string function, params IReadOnlyList<Expr> arguments) => Bounded(new CallExpr(offset, function, null, arguments));

    private Expr ParseExpr()
    {
        if (++_depth > CelLimits.DeepestExpression)
            throw Fail(Current.Offset, $"expression recursion limit exceeded: {CelLimits.DeepestExpression}");
        var condition = ParseChain(TokenKind.Or, Operators.Or, () => ParseChain(TokenKind.And, Operators.And, () => ParseBinary(1)));
        if (TryTake(TokenKind.Question, out var question))
        {
            var whenTrue = ParseChain(TokenKind.Or, Operators.Or, () => ParseChain(TokenKind.And, Operators.And, () => ParseBinary(1)));
            Expect(TokenKind.Colon, "':'");
            condition = Call(question.Offset, Operators.Conditional, condition, whenTrue, ParseExpr());
        }

        _depth--;
        return condition;
    }

    /// <summary>A row of <c>&amp;&amp;</c> or <c>||</c>, made into a balanced tree so that long rows stay shallow.</summary>
    private Expr ParseChain(TokenKind kind, string function, Func<Expr> parseTerm)
    {
        var first = parseTerm();
        if (Current.Kind != kind)
            return first;
        List<Expr> terms = [first];
        List<int> offsets = [];
        while (TryTake(kind, out var token))
        {
            offsets.Add(token.Offset);
            terms.Add(parseTerm());
        }

        return Balance(function, terms, offsets, 0, offsets.Count - 1);
    }

    private Expr Balance(string function, List<Expr> terms, List<int> offsets, int low, int high)
    {
        var middle = (low + high + 1) / 2;
        var left = middle == low ? terms[middle] : Balance(function, terms, offsets, low, middle - 1);
        var right = middle == high ? terms[middle + 1] : Balance(function, terms, offsets, middle + 1, high);
        return Call(offsets[middle], function, left, right);
    }

    private Expr ParseBinary(int precedence)
    {
        var left = ParseUnary();
        while (Operators.Binary(Current.Kind) is { } found && found.Precedence >= precedence)
        {
            var token = Take();
            var right = ParseBinaryFrom(found.Precedence + 1);
            left = Call(token.Offset, found.Function, left, right);
        }

        return left;
    }

    private Expr ParseBinaryFrom(int precedence) => precedence > 3 ? ParseUnary() : ParseBinary(precedence);

    private Expr ParseUnary()
    {
        var kind = Current.Kind;
        if (kind is not (TokenKind.Exclamation or TokenKind.Minus) || (kind == TokenKind.Minus && Following() is TokenKind.Int or TokenKind.Double))
            return ParseMember();
        var first = Current;
        var count = 0;
        while (TryTake(kind, out _))
            count++;
        // The last minus of several belongs to a number that follows it only if it stands alone; pairs cancel out.
        var operand = ParseMember();
        return count % 2 == 0 ? operand : Call(first.Offset, kind == TokenKind.Minus ? Operators.Negate : Operators.Not, operand);
    }

    private LiteralExpr Literal(int offset, CelValue value) => new(offset, value);
}
