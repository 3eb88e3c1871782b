namespace Tiphys.ApiServer.Authorization;

public enum AuthorizationVerdict
{
    NoOpinion,
    Allow,
    Deny,
}
