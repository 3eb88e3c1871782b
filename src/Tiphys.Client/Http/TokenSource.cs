namespace Tiphys.Client.Http;

/// <summary>The bearer token of the moment.</summary>
internal sealed class TokenSource(string? token, string? file, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private string? _read;
    private long _readAt;

    public string? Current()
    {
        if (file is null)
            return token;
        lock (_gate)
        {
            if (_read is not null && time.GetElapsedTime(_readAt) < Fresh)
                return _read;
            try
            {
                _read = File.ReadAllText(file).Trim();
                _readAt = time.GetTimestamp();
            }
            catch (IOException) when (_read is not null)
            {
                // Replaced at this very moment: the old one is valid for a while yet.
            }

            return _read;
        }
    }
}
