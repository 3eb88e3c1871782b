using System.Collections.Concurrent;
using k8s.Models;
using Microsoft.AspNetCore.Http;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Transport;

namespace Tiphys.Node.Server;

/// <summary>Asks the API server whether a caller may do on this node what the request asks for (kubernetes.io/docs: Kubelet authorization).</summary>
internal sealed class NodeAuthorization(KubeClient client, string nodeName, TimeProvider time)
{
    private const string ReviewPath = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
    private static readonly TimeSpan AllowedFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan DeniedFor = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<(string User, string Groups, string Verb, string Subresource), (bool Allowed, DateTimeOffset Until)> _decisions = new();

    public async ValueTask<bool> IsAllowedAsync(NodeCaller caller, HttpRequest request, CancellationToken cancellationToken)
    {
        var verb = VerbOf(request);
        foreach (var subresource in Subresources(request.Path.Value ?? "/"))
        {
            if (await DecideAsync(caller, verb, subresource, cancellationToken).ConfigureAwait(false))
                return true;
        }

        return false;
    }

    /// <summary>A stream into a container is always "create": a WebSocket begins with GET, and "get nodes/proxy" must not mean exec.</summary>
    private static string VerbOf(HttpRequest request)
    {
        var path = request.Path.Value ?? "/";
        if (NodeRoute.IsStream(path))
            return "create";
        return request.Method switch
        {
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => "delete",
            _ => "get",
        };
    }

    /// <summary>Any of these gives access.</summary>
    private static IEnumerable<string> Subresources(string path) => path.Split('/')[1] switch
    {
        "stats" => ["stats"],
        "metrics" => ["metrics"],
        "logs" => ["log"],
        "pods" or "runningpods" => ["pods", "proxy"],
        "healthz" => ["healthz", "proxy"],
        "configz" => ["configz", "proxy"],
        _ => ["proxy"],
    };

    private async ValueTask<bool> DecideAsync(NodeCaller caller, string verb, string subresource, CancellationToken cancellationToken)
    {
        var key = (caller.Name, string.Join(',', caller.Groups), verb, subresource);
        var now = time.GetUtcNow();
        if (_decisions.TryGetValue(key, out var known) && now < known.Until)
            return known.Allowed;
        var review = new V1SubjectAccessReview
        {
            ApiVersion = "authorization.k8s.io/v1",
            Kind = "SubjectAccessReview",
            Metadata = new(),
            Spec = new()
            {
                User = caller.Name,
                Uid = caller.Uid.Length == 0 ? null : caller.Uid,
                Groups = [.. caller.Groups],
                ResourceAttributes = new() { Verb = verb, Version = "v1", Resource = "nodes", Subresource = subresource, Name = nodeName },
            },
        };
        try
        {
            var answer = await client.PostAsync(ReviewPath, review, cancellationToken).ConfigureAwait(false);
            var allowed = answer.Status?.Allowed == true;
            _decisions[key] = (allowed, now + (allowed ? AllowedFor : DeniedFor));
            return allowed;
        }
        catch (Exception e) when (e is ApiException or ApiUnreachableException)
        {
            // Without an answer nobody is let in.
            return false;
        }
    }
}
