using System.Net.Sockets;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>Asks an aggregated server for its discovery document: whether it can be reached is what its APIService's condition Available says.</summary>
internal sealed class AvailabilityCheck(AggregationOptions options, AggregatedClients clients, IObjectReader reader, TimeProvider time)
{
    private static readonly UserInfo Checker = new("system:kube-aggregator") { Groups = ["system:masters"] };

    /// <returns>The condition's reason and message; available if the reason is Passed.</returns>
    public async Task<(string Reason, string Message)> RunAsync(AggregatedService service, CancellationToken cancellationToken)
    {
        if (ServiceReadiness.Check(reader, service.Service) is { } trouble)
            return trouble;
        var url = $"https://{service.Service.Host}/apis/{service.GroupVersion}";
        try
        {
            using var answer = await SendAsync(service, url, "application/json", cancellationToken).ConfigureAwait(false);
            return (int)answer.StatusCode is >= 200 and < 300
                ? ("Passed", "all checks passed")
                : ("FailedDiscoveryCheck", $"failing or missing response from {url}: bad status from {url}: {(int)answer.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or TimeoutException)
        {
            return ("FailedDiscoveryCheck", $"failing or missing response from {url}: {(e.InnerException ?? e).Message}");
        }
    }

    /// <summary>A request of the server's own to an aggregated one, bounded in time.</summary>
    /// <exception cref="TimeoutException">No answer in time.</exception>
    /// <param name="knownTag">The entity tag of what is known already.</param>
    public async Task<HttpResponseMessage> SendAsync(AggregatedService service, string url, string accept, CancellationToken cancellationToken, string? knownTag = null)
    {
        using var limit = new CancellationTokenSource(options.CheckTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (knownTag is not null)
            request.Headers.TryAddWithoutValidation("If-None-Match", knownTag);
        foreach (var (name, value) in UserHeaders.Folded(Checker))
            request.Headers.TryAddWithoutValidation(name, value);
        try
        {
            var answer = await clients.ClientOf(service).SendAsync(request, both.Token).ConfigureAwait(false);
            await answer.Content.LoadIntoBufferAsync(16 << 20, both.Token).ConfigureAwait(false);
            return answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Get \"{url}\": context deadline exceeded");
        }
    }
}
