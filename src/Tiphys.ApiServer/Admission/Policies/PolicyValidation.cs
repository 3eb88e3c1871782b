using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Cel.Policies;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>One validation of a policy.</summary>
/// <param name="MessageExpression">Null if there is none.</param>
/// <param name="Reason">The reason of a refusal's Status; empty for the usual one.</param>
internal sealed record PolicyValidation(PolicyExpression Expression, string Message, PolicyExpression? MessageExpression, string Reason)
{
    public static PolicyValidation Read(DocObject validation, PolicyEnvironment environment) => new(
        environment.Compile(validation.StringAt("expression"), CelType.Bool),
        validation.StringAt("message"),
        validation.StringAt("messageExpression") is { Length: > 0 } text ? environment.Compile(text, CelType.String) : null,
        validation.StringAt("reason"));
}
