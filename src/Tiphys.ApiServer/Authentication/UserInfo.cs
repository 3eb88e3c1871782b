namespace Tiphys.ApiServer.Authentication;

/// <summary>Who sends a request, as authentication found it (authentication.k8s.io/v1 UserInfo).</summary>
public sealed record UserInfo(string Name)
{
    public static readonly UserInfo Anonymous = new("system:anonymous") { Groups = ["system:unauthenticated"] };

    public string Uid { get; init; } = "";

    public IReadOnlyList<string> Groups { get; init; } = [];

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    public bool InGroup(string group) => Groups.Contains(group);
}
