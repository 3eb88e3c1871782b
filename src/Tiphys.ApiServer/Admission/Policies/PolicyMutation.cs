using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Functions;
using Tiphys.Api.Machinery.Cel.Policies;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>One mutation of a policy.</summary>
/// <param name="IsApply">An apply configuration; otherwise a JSON patch.</param>
internal sealed record PolicyMutation(bool IsApply, PolicyExpression Expression)
{
    private static readonly CelType Patches = CelType.List(MutationTypes.JsonPatch);

    public static PolicyMutation Read(DocObject mutation, PolicyEnvironment environment)
    {
        var isApply = mutation.StringAt("patchType") == "ApplyConfiguration";
        return isApply
            ? new(true, environment.Compile(mutation.StringAt("applyConfiguration", "expression"), MutationTypes.Object))
            : new(false, environment.Compile(mutation.StringAt("jsonPatch", "expression"), Patches));
    }
}
