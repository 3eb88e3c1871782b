namespace Tiphys.Client.Objects;

/// <summary>Turns what travels into objects of one type and back.</summary>
public interface IObjectCodec<T>
{
    /// <summary>What Accept asks for one object.</summary>
    string Accept { get; }

    /// <summary>What Accept asks for a list.</summary>
    string AcceptList { get; }

    /// <summary>Reads one object. apiVersion and kind are filled in where a list's items left them out.</summary>
    T Decode(ReadOnlyMemory<byte> utf8);

    byte[] Encode(T value);
}
