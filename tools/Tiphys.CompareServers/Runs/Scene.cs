using Tiphys.Api.Documents;
using Tiphys.CompareServers.Connection;

namespace Tiphys.CompareServers.Runs;

/// <summary>What both servers must have before anything can be compared: a namespace with a service account.</summary>
internal static class Scene
{
    public const string Namespace = "compare";

    public static async Task SetUpAsync(ServerPair pair)
    {
        var account = Named("ServiceAccount", "default");
        foreach (var (path, body) in new[] { ("/api/v1/namespaces", Named("Namespace", Namespace)), ($"/api/v1/namespaces/{Namespace}/serviceaccounts", account) })
        {
            var request = Request.Json("POST", path, body);
            var (left, right) = await pair.SendAsync(request, request);
            if (Failed(left) || Failed(right))
                throw new InvalidOperationException($"{request}: {left.Code} {left.Text} here, {right.Code} {right.Text} there");
        }
    }

    private static bool Failed(Answer answer) => answer.IsError && answer.Code != 409;

    private static DocObject Named(string kind, string name) => new() { ["apiVersion"] = "v1", ["kind"] = kind, ["metadata"] = new DocObject { ["name"] = name } };
}
