using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Policies;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>The variables of a policy's spec.</summary>
internal static class PolicyVariables
{
    public static IReadOnlyDictionary<string, PolicyExpression> Compile(DocObject spec, PolicyEnvironment environment)
    {
        var compiled = new Dictionary<string, PolicyExpression>(StringComparer.Ordinal);
        foreach (var variable in spec.ObjectsAt("variables"))
            compiled[variable.StringAt("name")] = environment.AddVariable(variable.StringAt("name"), variable.StringAt("expression"));
        return compiled;
    }
}
