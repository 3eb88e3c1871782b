using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>A named format that texts can be checked against.</summary>
/// <param name="validate">What is wrong with a text; null if nothing is.</param>
/// <param name="regexSize">The size of a regular expression that checks as much; for costs.</param>
internal sealed class NamedFormatValue(string name, Func<string, string?> validate, int regexSize) : CelObject
{
    public string Name { get; } = name;

    public int RegexSize { get; } = regexSize;

    public override CelType Type => LibraryTypes.NamedFormat;

    public string? Validate(string text) => validate(text);

    public override bool ValueEquals(CelObject other) => other is NamedFormatValue format && format.Name == Name;

    public override string ToString() => Name;
}
