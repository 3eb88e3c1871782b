using System.Globalization;
using System.Text;

namespace Tiphys.Api.Machinery.RegularExpressions;

/// <summary>Checks a pattern against RE2's syntax and rewrites it for .NET, whose classes are wider and whose <c>$</c> is looser.</summary>
internal sealed class Re2Syntax
{
    private const int MostRepeats = 1000;
    private const int DeepestGroup = 250;
    private readonly string _pattern;
    private readonly StringBuilder _output = new();
    private readonly Stack<(bool Multiline, int RepeatsBefore, int Start)> _groups = new();
    private bool _multiline;
    private int _repeats = 1;
    private int _at;
    private string _error = "";

    private Re2Syntax(string pattern) => _pattern = pattern;

    /// <returns>The pattern for .NET; null if it is not valid RE2.</returns>
    public static string? Translate(string pattern, out string error)
    {
        var syntax = new Re2Syntax(pattern);
        var ok = syntax.Run();
        error = syntax._error;
        return ok ? syntax._output.ToString() : null;
    }

    private bool Run()
    {
        while (_at < _pattern.Length)
        {
            if (!Step())
                return false;
        }

        return _groups.Count == 0 || Fail("missing closing )", _pattern);
    }

    private bool Fail(string problem, string part)
    {
        _error = $"error parsing regexp: {problem}: `{part}`";
        return false;
    }

    private char Peek(int ahead = 0) => _at + ahead < _pattern.Length ? _pattern[_at + ahead] : '\0';

    private bool Step()
    {
        switch (_pattern[_at])
        {
            case '\\':
                return Escape(inClass: false);
            case '[':
                return Class();
            case '(':
                return OpenGroup();
            case ')':
                if (_groups.Count == 0)
                    return Fail("unexpected )", _pattern);
                (_multiline, _, _) = _groups.Pop();
                return Copy(1);
            case '$':
                _output.Append(_multiline ? "$" : "\\z");
                _at++;
                return true;
            case '*' or '+' or '?':
                return Repeat(1);
            case '{':
                return Counted();
            case '|':
                return Copy(1);
            default:
                // .NET reads '#' and blanks literally too, as its IgnorePatternWhitespace is off.
                return Copy(1);
        }
    }

    private bool Copy(int length)
    {
        _output.Append(_pattern, _at, length);
        _at += length;
        return true;
    }

    private bool Repeat(int length)
    {
        var operatorText = _pattern.Substring(_at, length);
        if (_at == 0 || Peek(-1) is '(' or '|' && !(_at >= 2 && _pattern[_at - 2] == '\\'))
            return Fail("missing argument to repetition operator", operatorText);
        Copy(length);
        if (Peek() == '?')
            Copy(1);
        return Peek() is not ('*' or '+' or '?') || Fail("invalid nested repetition operator", operatorText + Peek());
    }

    private bool Counted()
    {
        var close = _pattern.IndexOf('}', _at);
        var body = close < 0 ? "" : _pattern[(_at + 1)..close];
        var parts = body.Split(',');
        if (parts.Length > 2 || parts[0].Length == 0 || !parts.All(part => part.All(char.IsAsciiDigit)))
        {
            _output.Append("\\{");
            _at++;
            return true;
        }

        var text = _pattern[_at..(close + 1)];
        var least = Bounded(parts[0]);
        var most = parts.Length == 1 || parts[1].Length == 0 ? least : Bounded(parts[1]);
        if (least > MostRepeats || most > MostRepeats || most < least)
            return Fail("invalid repeat count", text);
        // Nested counts multiply the automaton's size.
        _repeats = Math.Max(_repeats, 1) * Math.Max(most, 1);
        if (_repeats > MostRepeats * 10)
            return Fail("invalid repeat count", text);
        return Repeat(text.Length);
    }

    private static int Bounded(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : int.MaxValue;

    private bool OpenGroup()
    {
        if (_groups.Count >= DeepestGroup)
            return Fail("expression nests too deeply", _pattern);
        var outer = _multiline;
        if (Peek(1) != '?')
        {
            _groups.Push((outer, _repeats, _at));
            return Copy(1);
        }

        var end = _at + 2;
        if (Peek(2) == 'P' && Peek(3) == '<')
            return NamedGroup(_at + 4);
        if (Peek(2) == '<' && Peek(3) is not ('=' or '!'))
            return NamedGroup(_at + 3);
        while (end < _pattern.Length && (char.IsAsciiLetter(_pattern[end]) || _pattern[end] == '-'))
            end++;
        var flags = _pattern[(_at + 2)..end];
        if (end >= _pattern.Length)
            return Fail("missing closing )", _pattern);
        if (_pattern[end] is not (':' or ')') || flags.Trim('i', 'm', 's', '-').Length > 0 || flags.Count(c => c == '-') > 1 || (flags.Length == 0 && _pattern[end] == ')'))
            return Fail("invalid or unsupported Perl syntax", _pattern[_at..Math.Min(end + 1, _pattern.Length)]);
        var dash = flags.IndexOf('-');
        var m = flags.IndexOf('m');
        if (m >= 0)
            _multiline = dash < 0 || m < dash;
        if (_pattern[end] == ':')
            _groups.Push((outer, _repeats, _at));
        return Copy(end + 1 - _at);
    }

    private bool NamedGroup(int nameStart)
    {
        var end = _pattern.IndexOf('>', nameStart);
        if (end <= nameStart || !_pattern[nameStart..end].All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
            return Fail("invalid named capture", _pattern[_at..(end < 0 ? _pattern.Length : end + 1)]);
        _groups.Push((_multiline, _repeats, _at));
        // A name may begin with a digit in RE2 only; nobody can see the name.
        _output.Append("(?:");
        _at = end + 1;
        return true;
    }

    private bool Class()
    {
        var start = _at;
        Copy(1);
        if (Peek() == '^')
            Copy(1);
        var first = true;
        while (_at < _pattern.Length && (first || _pattern[_at] != ']'))
        {
            first = false;
            if (_pattern[_at] == '\\')
            {
                if (!Escape(inClass: true))
                    return false;
            }
            else if (_pattern[_at] == '[' && Peek(1) == ':' && _pattern.IndexOf(":]", _at, StringComparison.Ordinal) is var end and > 0)
            {
                if (PosixClass(_pattern[(_at + 2)..end]) is not { } members)
                    return Fail("invalid character class range", _pattern[_at..(end + 2)]);
                _output.Append(members);
                _at = end + 2;
            }
            else
            {
                // .NET takes "-[" inside a class for subtraction.
                _output.Append(_pattern[_at] is '[' or ']' ? "\\" : "").Append(_pattern[_at]);
                _at++;
            }
        }

        return _at < _pattern.Length ? Copy(1) : Fail("missing closing ]", _pattern[start..]);
    }

    private static string? PosixClass(string name) => name switch
    {
        "alnum" => "0-9A-Za-z",
        "alpha" => "A-Za-z",
        "ascii" => "\\x00-\\x7F",
        "blank" => "\\t ",
        "cntrl" => "\\x00-\\x1F\\x7F",
        "digit" => "0-9",
        "graph" => "!-~",
        "lower" => "a-z",
        "print" => " -~",
        "punct" => "!-/:-@\\[-`{-~",
        "space" => "\\t\\n\\v\\f\\r ",
        "upper" => "A-Z",
        "word" => "0-9A-Za-z_",
        "xdigit" => "0-9A-Fa-f",
        _ => null,
    };

    private bool Escape(bool inClass)
    {
        if (_at + 1 >= _pattern.Length)
            return Fail("trailing backslash at end of expression", "");
        var c = Peek(1);
        var replacement = c switch
        {
            'd' => "0-9",
            'w' => "0-9A-Za-z_",
            's' => "\\t\\n\\f\\r ",
            _ => null,
        };
        if (replacement is not null)
            return Put(inClass ? replacement : $"[{replacement}]", 2);
        switch (c)
        {
            case 'D' or 'W' or 'S':
                return Put(Negated(c, inClass), 2);
            case 'p' or 'P':
                return Property(c);
            case 'x':
                return Hex();
            case 'Q' when !inClass:
                var end = _pattern.IndexOf("\\E", _at, StringComparison.Ordinal);
                var literal = _pattern[(_at + 2)..(end < 0 ? _pattern.Length : end)];
                return Put(System.Text.RegularExpressions.Regex.Escape(literal).Replace("]", "\\]"), literal.Length + (end < 0 ? 2 : 4));
            case 'A' or 'b' or 'B' or 'z' when !inClass:
                return Copy(2);
            case 'a' or 'f' or 'n' or 'r' or 't' or 'v':
                return Copy(2);
            case '0':
                return Put("\\x00", 2);
            default:
                return char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c)
                    ? Put(c == '_' || c == ' ' ? c.ToString() : "\\" + c, 2)
                    : Fail("invalid escape sequence", "\\" + c);
        }
    }

    private bool Put(string text, int length)
    {
        _output.Append(text);
        _at += length;
        return true;
    }

    private static string Negated(char c, bool inClass) => (c, inClass) switch
    {
        ('D', true) => "\\x00-/:-\\uFFFF",
        ('W', true) => "\\x00-/:-@\\[-\\^`{-\\uFFFF",
        ('S', true) => "\\x00-\\x08\\x0B\\x0E-\\x1F!-\\uFFFF",
        ('D', false) => "[^0-9]",
        ('W', false) => "[^0-9A-Za-z_]",
        _ => "[^\\t\\n\\f\\r ]",
    };

    private bool Property(char c)
    {
        if (Peek(2) != '{')
            return _at + 2 < _pattern.Length ? Put($"\\{c}{{{Peek(2)}}}", 3) : Fail("invalid character class range", _pattern[_at..]);
        var end = _pattern.IndexOf('}', _at);
        if (end < 0)
            return Fail("invalid character class range", _pattern[_at..]);
        var name = _pattern[(_at + 3)..end];
        var negated = name.StartsWith('^') != (c == 'P');
        name = name.TrimStart('^');
        // Scripts are named as blocks in .NET, which is nearest.
        return Put($"\\{(negated ? 'P' : 'p')}{{{(name.Length > 2 ? "Is" + name : name)}}}", end + 1 - _at);
    }

    private bool Hex()
    {
        var braces = Peek(2) == '{';
        var end = braces ? _pattern.IndexOf('}', _at) : _at + 4;
        var digits = end < 0 || end > _pattern.Length ? "" : _pattern[(_at + (braces ? 3 : 2))..end];
        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code))
            return Fail("invalid escape sequence", _pattern[_at..Math.Min(_at + 4, _pattern.Length)]);
        return Put(string.Concat(new Rune(code).ToString().Select(unit => $"\\u{(int)unit:X4}")), end + (braces ? 1 : 0) - _at);
    }
}
