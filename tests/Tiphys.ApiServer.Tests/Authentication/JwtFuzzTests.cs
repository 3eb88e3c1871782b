using CsCheck;
using Tiphys.ApiServer.Authentication.Jwt;

namespace Tiphys.ApiServer.Tests.Authentication;

public sealed class JwtFuzzTests
{
    [Fact]
    public void TryParse_AnyText_NeverThrows() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char["abcXYZ019-_.=+/ey"], 0, 200]).Sample(text => { JwtToken.TryParse(text, out _); }, iter: 20_000);

    [Fact]
    public async Task Signature_AnyChangedCharacter_NoLongerHolds()
    {
        var cluster = new TestTokens();
        var token = await cluster.TokenAsync();
        Gen.Select(Gen.Int[0, token.Length - 1], Gen.Char["abcXYZ019-_."]).Sample(
            (at, replacement) =>
            {
                if (token[at] == replacement)
                    return true;
                var changed = token[..at] + replacement + token[(at + 1)..];
                return !JwtToken.TryParse(changed, out var parsed) || !cluster.Keys.Verifies(parsed!);
            },
            iter: 3_000);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("e30.e30.")]
    [InlineData("e30.e30.AA")] // no algorithm
    [InlineData("eyJhbGciOiJSUzI1NiJ9.e30.AB")] // stray bits in the last character
    [InlineData("eyJhbGciOiJSUzI1NiJ9.e30.AA==")] // padding
    [InlineData("eyJhbGciOiJSUzI1NiIsImFsZyI6Im5vbmUifQ.e30.AA")] // alg twice
    [InlineData("eyJhbGciOiJSUzI1NiIsImNyaXQiOltdfQ.e30.AA")] // crit
    [InlineData("W10.e30.AA")]
    public void TryParse_NotStrictlyAToken_IsFalse(string text) => Assert.False(JwtToken.TryParse(text, out _));
}
