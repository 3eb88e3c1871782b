namespace Tiphys.ApiServer.Configuration;

/// <summary>What is made of a <see cref="Reloadable{T}"/>: made once for each value of it, by the first who asks.</summary>
internal sealed class Derived<T, TMade>(Reloadable<T> source, Func<T, TMade> make)
    where T : class
{
    private readonly Lock _gate = new();
    private volatile Made? _made;

    public TMade Current
    {
        get
        {
            var wanted = source.Current;
            return _made is { } made && ReferenceEquals(made.From, wanted) ? made.Value : Make(wanted);
        }
    }

    private TMade Make(T wanted)
    {
        lock (_gate)
        {
            if (_made is not { } made || !ReferenceEquals(made.From, wanted))
                _made = made = new(wanted, make(wanted));
            return made.Value;
        }
    }

    private sealed record Made(T From, TMade Value);
}
