using System.Buffers.Binary;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Tiphys.ApiServer.Tests.Hostile;

/// <summary>An HTTP/2 client (RFC 9113) that frames what it is told to, however rude.</summary>
internal sealed class Http2Peer : IDisposable
{
    public const byte Data = 0, Headers = 1, ResetStream = 3, Settings = 4, Ping = 6, GoAway = 7, WindowUpdate = 8, Continuation = 9;
    private const byte EndStream = 1, EndHeaders = 4;
    private readonly TcpClient _client = new();
    private SslStream? _stream;

    /// <summary>A literal header block for a GET of /version: no dynamic table, no Huffman (RFC 7541, 6.2.2).</summary>
    public static byte[] VersionRequest { get; } =
    [
        0x82, 0x87, // :method GET, :scheme https
        .. Literal(":path", "/version"), .. Literal(":authority", "x"),
    ];

    public static X509Certificate2 MakeCertificate()
    {
        var request = new CertificateRequest("CN=x", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    public static async Task<Http2Peer> OpenAsync(IPEndPoint server)
    {
        var made = new Http2Peer();
        await made._client.ConnectAsync(server);
        made._stream = new SslStream(made._client.GetStream(), false, (_, _, _, _) => true);
        await made._stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "x", ApplicationProtocols = [SslApplicationProtocol.Http2] });
        await made._stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        await made.SendAsync(Frame(Settings, 0, 0, []));
        return made;
    }

    public static byte[] Literal(string name, string value) =>
        [0x00, .. Text(name), .. Text(value)];

    public static byte[] Frame(byte type, byte flags, int stream, byte[] payload)
    {
        var frame = new byte[9 + payload.Length];
        frame[0] = (byte)(payload.Length >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(1), (ushort)payload.Length);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    public static byte[] Request(int stream, byte[] block) => Frame(Headers, EndHeaders | EndStream, stream, block);

    public static byte[] Reset(int stream) => Frame(ResetStream, 0, stream, [0, 0, 0, 8]);

    /// <returns>False once the server has closed the connection.</returns>
    public async Task<bool> SendAsync(byte[] bytes)
    {
        try
        {
            await _stream!.WriteAsync(bytes);
            return true;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Reads frames until the server says goodbye or closes.</summary>
    /// <returns>The reason given: an error code of RFC 9113, 7; -1 if it closed without a word.</returns>
    public async Task<int> ReadGoodbyeAsync(TimeSpan patience)
    {
        var head = new byte[9];
        try
        {
            while (true)
            {
                await _stream!.ReadExactlyAsync(head).AsTask().WaitAsync(patience);
                var payload = new byte[(head[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(1))];
                await _stream.ReadExactlyAsync(payload).AsTask().WaitAsync(patience);
                if (head[3] == GoAway && BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4)) is not 0 and var code)
                    return code;
            }
        }
        catch (Exception e) when (e is IOException)
        {
            return -1;
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _client.Dispose();
    }

    private static byte[] Text(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        if (bytes.Length < 127)
            return [(byte)bytes.Length, .. bytes];
        var length = new List<byte> { 127 };
        var rest = bytes.Length - 127;
        for (; rest >= 0x80; rest >>= 7)
            length.Add((byte)(rest | 0x80));
        length.Add((byte)rest);
        return [.. length, .. bytes];
    }
}
