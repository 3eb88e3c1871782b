using System.Net;

namespace Tiphys.Network.Dns.Forwarding;

/// <summary>The host's resolvers (resolv.conf(5)); looks at the file again when it has changed.</summary>
internal sealed class ResolvConf(string path, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private IReadOnlyList<IPEndPoint> _resolvers = [];
    private DateTime _written = DateTime.MinValue;
    private long _looked;

    public IReadOnlyList<IPEndPoint> Resolvers
    {
        get
        {
            lock (_gate)
            {
                if (_written == DateTime.MinValue || time.GetElapsedTime(_looked) >= LookAgain)
                    Look();
                return _resolvers;
            }
        }
    }

    /// <summary>The addresses of the <c>nameserver</c> lines; what is no address is passed over.</summary>
    public static IReadOnlyList<IPEndPoint> Parse(string text)
    {
        const int port = 53;
        var resolvers = new List<IPEndPoint>();
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words is ["nameserver", { } address, ..] && IPAddress.TryParse(address, out var parsed))
                resolvers.Add(new IPEndPoint(parsed, port));
        }

        return resolvers;
    }

    private void Look()
    {
        _looked = time.GetTimestamp();
        try
        {
            var written = File.GetLastWriteTimeUtc(path);
            if (written == _written)
                return;
            _resolvers = Parse(File.ReadAllText(path));
            _written = written;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that is being replaced: the resolvers known so far stay.
            _written = DateTime.MaxValue;
        }
    }
}
