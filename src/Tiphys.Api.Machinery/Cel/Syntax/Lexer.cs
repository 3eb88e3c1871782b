namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>Cuts an expression into tokens, following the lexis of the CEL language definition.</summary>
internal sealed class Lexer(string text, IssueList issues)
{
    private int _at;

    public List<Token> ReadAll()
    {
        var tokens = new List<Token>(text.Length / 3);
        while (true)
        {
            SkipBlanks();
            var token = Next();
            if (token is not { } found)
                return tokens;
            tokens.Add(found);
            if (found.Kind == TokenKind.End)
                return tokens;
        }
    }

    private char Peek(int ahead = 0) => _at + ahead < text.Length ? text[_at + ahead] : '\0';

    private void SkipBlanks()
    {
        while (_at < text.Length)
        {
            if (text[_at] is '\t' or ' ' or '\r' or '\n' or '\f')
            {
                _at++;
            }
            else if (text[_at] == '/' && Peek(1) == '/')
            {
                var end = text.IndexOf('\n', _at);
                _at = end < 0 ? text.Length : end;
            }
            else
            {
                return;
            }
        }
    }

    private Token? Next()
    {
        var start = _at;
        if (_at >= text.Length)
            return new Token(TokenKind.End, start, 0);
        if (QuoteAt(out var isRaw, out var isBytes))
            return ReadString(start, isRaw, isBytes);
        var c = text[_at];
        if (char.IsAsciiLetter(c) || c == '_')
            return ReadIdentifier(start);
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
            return ReadNumber(start);
        if (c == '`')
            return ReadQuotedIdentifier(start);
        if (Operator(c, Peek(1)) is not { Kind: not TokenKind.End } found)
            return Unrecognized(start, start + (char.IsHighSurrogate(c) && char.IsLowSurrogate(Peek(1)) ? 2 : 1));
        _at += found.Length;
        return new Token(found.Kind, start, found.Length);
    }

    private static (TokenKind Kind, int Length) Operator(char first, char second) => (first, second) switch
    {
        ('=', '=') => (TokenKind.Equal, 2),
        ('!', '=') => (TokenKind.NotEqual, 2),
        ('<', '=') => (TokenKind.LessEqual, 2),
        ('>', '=') => (TokenKind.GreaterEqual, 2),
        ('&', '&') => (TokenKind.And, 2),
        ('|', '|') => (TokenKind.Or, 2),
        ('<', _) => (TokenKind.Less, 1),
        ('>', _) => (TokenKind.Greater, 1),
        ('[', _) => (TokenKind.OpenBracket, 1),
        (']', _) => (TokenKind.CloseBracket, 1),
        ('{', _) => (TokenKind.OpenBrace, 1),
        ('}', _) => (TokenKind.CloseBrace, 1),
        ('(', _) => (TokenKind.OpenParen, 1),
        (')', _) => (TokenKind.CloseParen, 1),
        ('.', _) => (TokenKind.Dot, 1),
        (',', _) => (TokenKind.Comma, 1),
        ('-', _) => (TokenKind.Minus, 1),
        ('!', _) => (TokenKind.Exclamation, 1),
        ('?', _) => (TokenKind.Question, 1),
        (':', _) => (TokenKind.Colon, 1),
        ('+', _) => (TokenKind.Plus, 1),
        ('*', _) => (TokenKind.Star, 1),
        ('/', _) => (TokenKind.Slash, 1),
        ('%', _) => (TokenKind.Percent, 1),
        _ => (TokenKind.End, 0),
    };

    /// <summary>Whether a string or bytes literal begins here; steps over its prefix if so.</summary>
    private bool QuoteAt(out bool isRaw, out bool isBytes)
    {
        (isRaw, isBytes) = (false, false);
        var at = 0;
        if (Peek() is 'b' or 'B')
        {
            isBytes = true;
            at++;
        }

        if (Peek(at) is 'r' or 'R')
        {
            isRaw = true;
            at++;
        }

        if (Peek(at) is not ('"' or '\''))
            return false;
        _at += at;
        return true;
    }

    private Token? ReadString(int start, bool isRaw, bool isBytes)
    {
        var quote = text[_at];
        var isTriple = Peek(1) == quote && Peek(2) == quote;
        var width = isTriple ? 3 : 1;
        _at += width;
        while (_at < text.Length)
        {
            var c = text[_at];
            if (!isTriple && c is '\n' or '\r' && !isTriple)
                break;
            if (c == quote && (!isTriple || (Peek(1) == quote && Peek(2) == quote)))
            {
                _at += width;
                return new Token(isBytes ? TokenKind.Bytes : TokenKind.String, start, _at - start);
            }

            if (c == '\\' && !isRaw)
            {
                var length = Literals.EscapeLength(text, _at);
                if (length == 0)
                    return Unrecognized(start, Math.Min(_at + 2, text.Length));
                _at += length;
            }
            else
            {
                _at++;
            }
        }

        return Unrecognized(start, Math.Min(_at + 1, text.Length));
    }

    private Token ReadIdentifier(int start)
    {
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() == '_')
            _at++;
        var kind = text.AsSpan(start, _at - start) switch
        {
            "true" => TokenKind.True,
            "false" => TokenKind.False,
            "null" => TokenKind.Null,
            "in" => TokenKind.In,
            _ => TokenKind.Identifier,
        };
        return new Token(kind, start, _at - start);
    }

    private Token? ReadQuotedIdentifier(int start)
    {
        _at++;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() is '_' or '.' or '-' or '/' or ' ')
            _at++;
        if (Peek() != '`' || _at == start + 1)
            return Unrecognized(start, Math.Min(_at + 1, text.Length));
        _at++;
        return new Token(TokenKind.QuotedIdentifier, start, _at - start);
    }

    private Token ReadNumber(int start)
    {
        var kind = TokenKind.Int;
        if (Peek() == '0' && Peek(1) == 'x' && char.IsAsciiHexDigit(Peek(2)))
        {
            _at += 2;
            while (char.IsAsciiHexDigit(Peek()))
                _at++;
        }
        else
        {
            SkipDigits();
            if (Peek() == '.' && char.IsAsciiDigit(Peek(1)))
            {
                kind = TokenKind.Double;
                _at++;
                SkipDigits();
            }

            if (Peek() is 'e' or 'E' && char.IsAsciiDigit(Peek(Peek(1) is '+' or '-' ? 2 : 1)))
            {
                kind = TokenKind.Double;
                _at += Peek(1) is '+' or '-' ? 2 : 1;
                SkipDigits();
            }
        }

        if (kind == TokenKind.Int && Peek() is 'u' or 'U' && kind == TokenKind.Int)
        {
            kind = TokenKind.Uint;
            _at++;
        }

        return new Token(kind, start, _at - start);
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek()))
            _at++;
    }

    private Token? Unrecognized(int start, int end)
    {
        issues.Add(start, $"Syntax error: token recognition error at: '{text[start..end].Replace("\n", "\\n").Replace("\r", "\\r").Replace("\t", "\\t")}'");
        _at = Math.Max(end, start + 1);
        return null;
    }
}
