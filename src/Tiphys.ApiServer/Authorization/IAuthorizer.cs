namespace Tiphys.ApiServer.Authorization;

/// <summary>One voice on whether a request may be made. Asked in turn; the first that allows or denies decides, no opinion from all means denied.</summary>
public interface IAuthorizer
{
    ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken);
}
