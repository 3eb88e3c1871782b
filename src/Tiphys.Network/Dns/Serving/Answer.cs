namespace Tiphys.Network.Dns.Serving;

/// <summary>What became of a query on the fast path.</summary>
internal enum Answer
{
    /// <summary>Not a query: no answer.</summary>
    None,

    /// <summary>The answer stands in the buffer.</summary>
    Ready,

    /// <summary>Others know: the host's resolvers are to be asked.</summary>
    Forward,

    /// <summary>The answer in the buffer is an alias to a name that others know; its addresses are to be added.</summary>
    Alias,
}
