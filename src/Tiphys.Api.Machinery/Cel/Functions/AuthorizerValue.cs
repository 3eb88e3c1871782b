using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>An authorizer, or a check that is being built from one.</summary>
internal sealed class AuthorizerValue(CelType type, ICelAuthorizer authorizer, CelAuthorizationCheck check) : CelObject
{
    public ICelAuthorizer Authorizer { get; } = authorizer;

    public CelAuthorizationCheck Check { get; } = check;

    public override CelType Type => type;

    public override bool ValueEquals(CelObject other) =>
        other is AuthorizerValue value && ReferenceEquals(value.Authorizer, Authorizer) && value.Check == Check;
}
