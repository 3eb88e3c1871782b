namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>Answers the authorization checks of expressions. The server gives one per request.</summary>
public interface ICelAuthorizer
{
    /// <summary>Whether the request's user, or the service account that the check names, may do something.</summary>
    CelDecision Check(CelAuthorizationCheck check);
}
