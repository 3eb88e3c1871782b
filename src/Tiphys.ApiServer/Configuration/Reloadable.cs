namespace Tiphys.ApiServer.Configuration;

/// <summary>A setting that may be replaced while the server runs: whoever reads it takes what holds at that moment.</summary>
public sealed class Reloadable<T>(T first)
    where T : class
{
    private volatile T _current = first;

    public T Current => _current;

    public void Replace(T next) => _current = next;
}
