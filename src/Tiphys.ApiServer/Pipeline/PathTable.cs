using System.Diagnostics.CodeAnalysis;

namespace Tiphys.ApiServer.Pipeline;

/// <summary>Handlers of paths that are no resources: exact paths, and prefixes whose handler reads the rest.</summary>
internal sealed class PathTable
{
    private readonly Dictionary<string, IRequestHandler> _exact = new(StringComparer.Ordinal);
    private readonly List<(string Prefix, IRequestHandler Handler)> _prefixes = [];

    public IEnumerable<string> Paths => _exact.Keys.Order(StringComparer.Ordinal);

    public void Add(string path, IRequestHandler handler) => _exact.Add(path, handler);

    /// <param name="prefix">Ends in a slash.</param>
    public void AddPrefix(string prefix, IRequestHandler handler) => _prefixes.Add((prefix, handler));

    public bool TryGet(string path, [NotNullWhen(true)] out IRequestHandler? handler)
    {
        if (_exact.TryGetValue(path, out handler))
            return true;
        foreach (var (prefix, candidate) in _prefixes)
        {
            if (!path.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            handler = candidate;
            return true;
        }

        return false;
    }
}
