using System.Text;
using System.Threading.Channels;
using Tiphys.Client.Transport;

namespace Tiphys.Client.Tests.Transport;

/// <summary>Answers requests from a script, one step each, in order; a test of the protocol, not of a server.</summary>
internal sealed class ScriptedTransport : IApiTransport
{
    private readonly Channel<Func<ApiRequest, ApiResponse>> _steps = Channel.CreateUnbounded<Func<ApiRequest, ApiResponse>>();

    public List<ApiRequest> Requests { get; } = [];

    public ScriptedTransport Answer(int status, string body)
    {
        _steps.Writer.TryWrite(_ => new(status, "application/json", new MemoryStream(Encoding.UTF8.GetBytes(body))));
        return this;
    }

    public ScriptedTransport Fail()
    {
        _steps.Writer.TryWrite(_ => throw new ApiUnreachableException("refused"));
        return this;
    }

    public async Task<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var step = await _steps.Reader.ReadAsync(cancellationToken);
        lock (Requests)
            Requests.Add(request);
        return step(request);
    }
}
