using Tiphys.Node.Pods.Containers;

namespace Tiphys.Node.Tests.Containers;

public sealed class VariableExpansionTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("$(A)", "1")]
    [InlineData("a$(A)b$(B)c", "a1b2c")]
    [InlineData("$$(A)", "$(A)")]
    [InlineData("$$$(A)", "$1")]
    [InlineData("$(MISSING)", "$(MISSING)")]
    [InlineData("$(A", "$(A")]
    [InlineData("$A", "$A")]
    [InlineData("end$", "end$")]
    [InlineData("$()", "$()")]
    public void Expand_Reference_GivesTheValueOrStays(string text, string expected) =>
        Assert.Equal(expected, VariableExpansion.Expand(text, name => name switch { "A" => "1", "B" => "2", _ => null }));
}
