using System.Text;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.Subresources.Nodes;
using Tiphys.ApiServer.Content;

namespace Tiphys.ApiServer.Subresources.Streaming;

/// <summary>Streams a container's log from its node's agent.</summary>
internal sealed class PodLogHandler(IObjectReader reader, NodeLocator nodes, NodeConnector connector) : ISubresourceHandler
{
    private const int MaxErrorBytes = 4096;
    private static readonly string[] Flags = ["follow", "previous", "timestamps"];
    private static readonly string[] Values = ["sinceSeconds", "sinceTime", "tailLines", "limitBytes", "stream"];
    private readonly HttpMessageInvoker _verified = connector.MakeClient(connector.AgentTls);
    private readonly HttpMessageInvoker _unverified = connector.MakeClient(NodeConnector.AnyTls);

    public async Task HandleAsync(RequestContext context, ResourceInfo resource)
    {
        if (context.Info.Verb != "get")
            throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");
        var query = LogQuery(context.Info.Query, context.Info.Name);
        var (pod, agent) = await PodOnNode.FindAsync(context, reader, nodes).ConfigureAwait(false);
        var container = PodContainers.Choose(pod, context.Info.Name, context.Info.Query.Get("container"));
        var path = $"/containerLogs/{Escape(context.Info.Namespace)}/{Escape(context.Info.Name)}/{Escape(container)}{query}";
        using var request = new HttpRequestMessage(HttpMethod.Get, new UriBuilder("https", agent.Host, agent.Port).Uri.GetLeftPart(UriPartial.Authority) + path);
        var client = context.Info.Query.GetBool("insecureSkipTLSVerifyBackend") ? _unverified : _verified;
        using var answer = await SendAsync(client, request, context).ConfigureAwait(false);
        if ((int)answer.StatusCode != 200)
            throw await FailureAsync(answer, context.Aborted).ConfigureAwait(false);
        if (WebSocketUpgrade.IsWanted(context.Http))
            await LogSocket.RelayAsync(context, answer).ConfigureAwait(false);
        else
            await RelayAsync(context, answer).ConfigureAwait(false);
    }

    private static async Task RelayAsync(RequestContext context, HttpResponseMessage answer)
    {
        Responder.WriteHead(context, 200, "text/plain");
        var output = context.Http.Response.BodyWriter;
        await output.FlushAsync(context.Aborted).ConfigureAwait(false);
        var body = await answer.Content.ReadAsStreamAsync(context.Aborted).ConfigureAwait(false);
        await using var closing = body.ConfigureAwait(false);
        while (await body.ReadAsync(output.GetMemory(4096), context.Aborted).ConfigureAwait(false) is > 0 and var read)
        {
            output.Advance(read);
            await output.FlushAsync(context.Aborted).ConfigureAwait(false);
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker client, HttpRequestMessage request, RequestContext context)
    {
        try
        {
            return await client.SendAsync(request, context.Aborted).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw ApiException.Internal($"Get \"{request.RequestUri}\": {e.InnerException?.Message ?? e.Message}");
        }
    }

    private static async Task<ApiException> FailureAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var stream = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = stream.ConfigureAwait(false);
        var buffer = new byte[MaxErrorBytes];
        var length = await stream.ReadAtLeastAsync(buffer, MaxErrorBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var text = Encoding.UTF8.GetString(buffer, 0, length).Trim();
        return (int)answer.StatusCode switch
        {
            400 => ApiException.BadRequest(text),
            404 => new(404, StatusReason.NotFound, $"the server could not find the requested resource ( pods/log): {text}"),
            var code => new(500, StatusReason.InternalError, $"Internal error occurred: the node's agent answered {code}: {text}"),
        };
    }

    private static string LogQuery(RequestQuery query, string name)
    {
        if (query.GetInt64("tailLines") < 0)
            throw Invalid(name, "tailLines", "must be greater than or equal to 0");
        if (query.GetInt64("limitBytes") < 1)
            throw Invalid(name, "limitBytes", "must be greater than 0");
        if (query.GetInt64("sinceSeconds") < 1)
            throw Invalid(name, "sinceSeconds", "must be greater than 0");
        if (query.Has("sinceSeconds") && query.Has("sinceTime"))
            throw ApiException.Invalid("", "PodLogOptions", name, [new("FieldValueForbidden", "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified", "")]);
        var parts = Flags.Where(query.GetBool).Select(flag => $"{flag}=true")
            .Concat(Values.Where(query.Has).Select(value => $"{value}={Escape(query.Get(value))}"));
        var text = string.Join('&', parts);
        return text.Length == 0 ? "" : "?" + text;
    }

    private static ApiException Invalid(string name, string field, string why) =>
        ApiException.Invalid("", "PodLogOptions", name, [new("FieldValueInvalid", $"Invalid value: {why}", field)]);

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
