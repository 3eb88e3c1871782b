namespace Tiphys.Api.Machinery.Selectors;

/// <summary>Cuts a label selector into tokens: operators are runs of <c>=!(),&lt;&gt;</c>, all else between blanks is an identifier.</summary>
internal struct LabelSelectorLexer(string text)
{
    private int _at;

    public (LabelSelectorToken Token, string Literal) Next()
    {
        while (_at < text.Length && IsBlank(text[_at]))
            _at++;
        if (_at == text.Length)
            return (LabelSelectorToken.End, "");
        var start = _at;
        if (IsSpecial(text[_at]))
            return ReadOperator();
        while (_at < text.Length && !IsBlank(text[_at]) && !IsSpecial(text[_at]))
            _at++;
        var word = text[start.._at];
        return (word switch { "in" => LabelSelectorToken.In, "notin" => LabelSelectorToken.NotIn, _ => LabelSelectorToken.Identifier }, word);
    }

    private (LabelSelectorToken, string) ReadOperator()
    {
        var two = _at + 1 < text.Length ? text.AsSpan(_at, 2) : default;
        if (two is "==" or "!=")
        {
            _at += 2;
            return two is "==" ? (LabelSelectorToken.DoubleEqual, "==") : (LabelSelectorToken.NotEqual, "!=");
        }

        var c = text[_at++];
        var token = c switch
        {
            ',' => LabelSelectorToken.Comma,
            '(' => LabelSelectorToken.OpenParenthesis,
            ')' => LabelSelectorToken.CloseParenthesis,
            '!' => LabelSelectorToken.Not,
            '=' => LabelSelectorToken.Equal,
            '>' => LabelSelectorToken.GreaterThan,
            '<' => LabelSelectorToken.LessThan,
            _ => LabelSelectorToken.Unknown,
        };
        return (token, c.ToString());
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsSpecial(char c) => c is '=' or '!' or '(' or ')' or ',' or '>' or '<';
}
