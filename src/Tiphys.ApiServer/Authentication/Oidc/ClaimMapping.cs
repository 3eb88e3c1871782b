using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Schemas;
using Tiphys.ApiServer.Configuration;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authentication.Oidc;

/// <summary>Where one part of a user comes from: a claim with a prefix, or an expression.</summary>
internal sealed class ClaimMapping
{
    private readonly string _claim;
    private readonly string _prefix;
    private readonly MapExpression? _expression;

    private ClaimMapping(string claim, string prefix, MapExpression? expression) => (_claim, _prefix, _expression) = (claim, prefix, expression);

    /// <summary>Reads <c>{claim, prefix}</c> or <c>{expression}</c>; null for nothing.</summary>
    /// <param name="member">What the expression's member is called.</param>
    /// <exception cref="FormatException">Both or neither are given, or the expression does not compile.</exception>
    public static ClaimMapping? Read(DocObject? mapping, string member = "expression")
    {
        if (mapping is null || mapping.Count == 0)
            return null;
        var (claim, expression) = (mapping.StringAt("claim"), mapping.StringAt(member));
        if (claim.Length > 0 == expression.Length > 0)
            throw new FormatException("a claim mapping needs either a claim or an expression");
        return new(claim, mapping.StringAt("prefix"), expression.Length > 0 ? new MapExpression(expression, "claims") : null);
    }

    /// <summary>True if the mapping depends on a claim or may look at it.</summary>
    public bool IsClaim(string claim) => _claim == claim;

    /// <summary>The values; null if the claim has another shape or the expression fails.</summary>
    public IReadOnlyList<string>? ValuesOf(DocObject claims)
    {
        if (_expression is not null)
            return MapExpression.Strings(_expression.Evaluate(DocValues.Of(claims)));
        return claims[_claim] switch
        {
            null or DocNull => [],
            DocString text => [_prefix + text.Value],
            DocArray list when list.All(item => item is DocString) => [.. list.Strings().Select(value => _prefix + value)],
            _ => null,
        };
    }
}
