using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Metrics;

/// <summary>Answers /metrics.</summary>
internal sealed class MetricsHandler(IReadOnlyList<IMetricSource> sources) : IRequestHandler
{
    public Task HandleAsync(RequestContext context)
    {
        var text = new MetricText();
        foreach (var source in sources)
            source.Write(text);
        return Responder.WriteBytesAsync(context, 200, "text/plain; version=0.0.4; charset=utf-8", text.ToUtf8());
    }
}
