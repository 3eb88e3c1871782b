using Tiphys.ApiServer.Authorization;

namespace Tiphys.ApiServer.Pipeline;

/// <summary>Stands for all authorizers while they are being made, so that parts they are made together with can hold on to them.</summary>
internal sealed class DeferredAuthorizer : IAuthorizer
{
    private AuthorizationStep? _target;

    public AuthorizationStep Target
    {
        get => _target ?? throw new InvalidOperationException("authorization was asked before the server had been made");
        set => _target = value;
    }

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellationToken) =>
        Target.AuthorizeAsync(attributes, cancellationToken);
}
