using System.Net.Sockets;
using System.Text;

namespace Tiphys.ApiServer.Tests.Hostile;

/// <summary>A client that says just what it is told to, well formed or not.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TcpClient _client = new();

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var made = new RawConnection();
        await made._client.ConnectAsync(server.Host, server.Port);
        return made;
    }

    public async Task SendAsync(byte[] bytes) => await _client.GetStream().WriteAsync(bytes);

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>The status code of the next answer; 0 if the server closed instead.</summary>
    public async Task<int> ReadCodeAsync()
    {
        var head = new byte[12];
        try
        {
            await _client.GetStream().ReadExactlyAsync(head).AsTask().WaitAsync(Patience);
        }
        catch (Exception e) when (e is IOException or EndOfStreamException)
        {
            return 0;
        }

        return int.Parse(Encoding.Latin1.GetString(head, 9, 3));
    }

    public void Dispose() => _client.Dispose();
}
