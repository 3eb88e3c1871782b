using Tiphys.ApiServer.Authorization;

namespace Tiphys.ApiServer.Authentication.Impersonation;

/// <summary>Questions about one part of an impersonation, all of which must be answered with yes.</summary>
/// <param name="Checks">One or more.</param>
/// <param name="Wildcard">Asked first if given: a yes makes up for all of <paramref name="Checks"/>.</param>
/// <param name="Refusal">Why nobody may do this, whatever the authorizers would say; told about the first of <paramref name="Checks"/>. Null if somebody may.</param>
internal sealed record ImpersonationStage(
    IReadOnlyList<AuthorizationAttributes> Checks,
    AuthorizationAttributes? Wildcard = null,
    string? Refusal = null);
