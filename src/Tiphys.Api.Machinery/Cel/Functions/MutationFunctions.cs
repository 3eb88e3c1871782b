using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>What expressions of mutating policies have besides.</summary>
internal static class MutationFunctions
{
    public static void Declare(Declarations declare) => declare.Global(
        "jsonpatch.escapeKey",
        "string -> string",
        a => CelValue.From(a[0].AsString.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)),
        TextCosts.TraverseFirst);
}
