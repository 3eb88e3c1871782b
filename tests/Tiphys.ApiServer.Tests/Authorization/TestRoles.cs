using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Tests.Objects;

namespace Tiphys.ApiServer.Tests.Authorization;

/// <summary>Objects and the authorization over them.</summary>
internal sealed class TestRoles
{
    public TestRoles() => Authorization = DefaultAuthorization.Create(new AuthorizationOptions(), Objects, Objects, new WebhookClients(Objects, TimeProvider.System), TimeProvider.System);

    public InMemoryObjects Objects { get; } = new();

    public DefaultAuthorization Authorization { get; }

    public static async Task<TestRoles> WithDefaultsAsync()
    {
        var roles = new TestRoles();
        await roles.Authorization.Roles.RunAsync(default);
        return roles;
    }

    public void Role(string ns, string name, string rules) => Objects.Put(
        ns.Length == 0 ? BuiltInResources.ClusterRoles : BuiltInResources.Roles,
        $$$"""{"metadata":{"name":"{{{name}}}","namespace":"{{{ns}}}"},"rules":{{{rules}}}}""");

    public void Bind(string ns, string name, string roleKind, string role, string kind, string subject) => Objects.Put(
        ns.Length == 0 ? BuiltInResources.ClusterRoleBindings : BuiltInResources.RoleBindings,
        $$$"""
        {"metadata":{"name":"{{{name}}}","namespace":"{{{ns}}}"},"roleRef":{"kind":"{{{roleKind}}}","name":"{{{role}}}"},
         "subjects":[{"kind":"{{{kind}}}","name":"{{{subject}}}"}]}
        """);

    /// <param name="question">VERB RESOURCE[/SUB][.GROUP] [NAMESPACE/NAME], or VERB /path.</param>
    public async Task<AuthorizationDecision> AskAsync(UserInfo user, string question) =>
        await Authorization.Requests.AuthorizeAsync(Attributes(user, question), default);

    public async Task<bool> MayAsync(UserInfo user, string question) => (await AskAsync(user, question)).Verdict == AuthorizationVerdict.Allow;

    public static AuthorizationAttributes Attributes(UserInfo user, string question)
    {
        var words = question.Split(' ');
        if (words[1][0] == '/')
            return new AuthorizationAttributes { User = user, Verb = words[0], Path = words[1] };
        var group = words[1].Split('.', 2);
        var resource = group[0].Split('/', 2);
        var target = words.Length > 2 ? words[2].Split('/', 2) : [""];
        return new AuthorizationAttributes
        {
            User = user,
            Verb = words[0],
            IsResourceRequest = true,
            Group = group.Length > 1 ? group[1] : "",
            Version = "v1",
            Resource = resource[0],
            Subresource = resource.Length > 1 ? resource[1] : "",
            Namespace = target[0],
            Name = target.Length > 1 ? target[1] : "",
        };
    }
}
