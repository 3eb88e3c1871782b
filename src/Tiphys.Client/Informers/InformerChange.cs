using System.Diagnostics.CodeAnalysis;

namespace Tiphys.Client.Informers;

/// <summary>One change of an object as a cache saw it. Objects are shared and must not be changed.</summary>
/// <param name="Before">Null if the object is new to the cache.</param>
/// <param name="After">Null if the object is gone; the last state seen is then <paramref name="Before"/>.</param>
public readonly record struct InformerChange<T>(T? Before, T? After)
    where T : class
{
    public T Current => After ?? Before!;

    [MemberNotNullWhen(false, nameof(After))]
    [MemberNotNullWhen(true, nameof(Before))]
    public bool IsDeletion => After is null;

    [MemberNotNullWhen(true, nameof(After))]
    public bool IsAddition => Before is null;
}
