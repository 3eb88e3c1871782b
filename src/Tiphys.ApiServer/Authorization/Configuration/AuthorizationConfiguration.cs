using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authorization.Webhook;
using Tiphys.ApiServer.Configuration;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.Configuration;

/// <summary>Which authorizers are asked, in order; members of system:masters are let through before any of them.</summary>
/// <param name="Authorizers">At least one; each type but webhooks at most once.</param>
public sealed record AuthorizationConfiguration(IReadOnlyList<AuthorizerConfig> Authorizers)
{
    /// <summary>Node, then RBAC.</summary>
    public static AuthorizationConfiguration Default { get; } = new([new(AuthorizerType.Node), new(AuthorizerType.RBAC)]);

    /// <summary>Reads an AuthorizationConfiguration (apiserver.config.k8s.io).</summary>
    /// <param name="target">Reads the kubeconfig file a webhook names.</param>
    /// <exception cref="FormatException">It is no such configuration, or names what does not exist.</exception>
    /// <exception cref="IOException">A kubeconfig cannot be read.</exception>
    public static AuthorizationConfiguration Parse(ReadOnlyMemory<byte> file, Func<string, WebhookTarget> target)
    {
        var document = ConfigDocument.Parse(file, "apiserver.config.k8s.io", "AuthorizationConfiguration");
        return Checked([.. document.ObjectsAt("authorizers").Select(entry => Read(entry, target))]);
    }

    /// <summary>Checks the list.</summary>
    /// <exception cref="FormatException">It is empty or names a type twice.</exception>
    public static AuthorizationConfiguration Checked(IReadOnlyList<AuthorizerConfig> authorizers)
    {
        if (authorizers.Count == 0)
            throw new FormatException("at least one authorizer is needed");
        var twice = authorizers.Where(authorizer => authorizer.Type != AuthorizerType.Webhook).GroupBy(authorizer => authorizer.Type).FirstOrDefault(group => group.Count() > 1);
        return twice is null ? new(authorizers) : throw new FormatException($"the authorizer {twice.Key} is named twice");
    }

    /// <exception cref="FormatException">There is no such authorizer.</exception>
    public static AuthorizerType TypeOf(string name) =>
        Enum.TryParse<AuthorizerType>(name, out var type) && !char.IsAsciiDigit(name[0])
            ? type
            : throw new FormatException($"no such authorizer: \"{name}\"; there are {string.Join(", ", Enum.GetNames<AuthorizerType>())}");

    private static AuthorizerConfig Read(DocObject entry, Func<string, WebhookTarget> target)
    {
        var type = TypeOf(entry.StringAt("type"));
        if (type == AuthorizerType.Webhook)
            return new(type, WebhookAuthorizerOptions.Read(entry.GetObject("webhook") ?? throw new FormatException("an authorizer of type Webhook needs webhook"), target));
        return new(type);
    }
}
