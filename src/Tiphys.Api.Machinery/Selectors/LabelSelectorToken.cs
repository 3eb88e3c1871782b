namespace Tiphys.Api.Machinery.Selectors;

internal enum LabelSelectorToken : byte
{
    End,
    Identifier,
    Comma,
    OpenParenthesis,
    CloseParenthesis,
    Not,
    Equal,
    DoubleEqual,
    NotEqual,
    GreaterThan,
    LessThan,
    In,
    NotIn,
    Unknown,
}
