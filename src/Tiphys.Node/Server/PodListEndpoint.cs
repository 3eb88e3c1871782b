using Microsoft.AspNetCore.Http;
using Tiphys.Api.Documents;
using Tiphys.Client.Json;
using Tiphys.Node.Pods;
using Tiphys.Node.Pods.Status;

namespace Tiphys.Node.Server;

/// <summary><c>/pods</c> and <c>/runningpods</c>: the pods of this node as a PodList, with the node's own view of their status.</summary>
internal sealed class PodListEndpoint(PodWorkers pods, PodStatusWriter statuses) : INodeEndpoint
{
    public async Task HandleAsync(HttpContext http, NodeRoute route)
    {
        var items = new DocArray();
        foreach (var worker in pods.All.Where(worker => route.Verb != "runningpods" || worker.Runtime.ReadySandbox is not null))
        {
            var pod = DocReader.ParseObject(KubeJson.Write(worker.Pod));
            if (statuses.Last(worker.Pod.Uid()) is { } status)
                pod["status"] = DocReader.Parse(KubeJson.Write(status));
            items.Add(pod);
        }

        var list = new DocObject { { "kind", "PodList" }, { "apiVersion", "v1" }, { "metadata", new DocObject() }, { "items", items } };
        http.Response.ContentType = "application/json";
        await http.Response.BodyWriter.WriteAsync(list.ToUtf8(), http.RequestAborted).ConfigureAwait(false);
    }
}
