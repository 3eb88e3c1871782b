using Microsoft.AspNetCore.Http;

namespace Tiphys.Node.Streaming;

/// <summary>Which streams an exec or attach asks for.</summary>
internal sealed record StreamOptions(bool Stdin, bool Stdout, bool Stderr, bool Tty)
{
    /// <summary>From the node API's query: input, output, error, tty.</summary>
    /// <returns>Null if it asks for none.</returns>
    public static StreamOptions? Parse(IQueryCollection query)
    {
        var options = new StreamOptions(Is(query, "input"), Is(query, "output"), Is(query, "error"), Is(query, "tty"));
        // A terminal has one output: the kernel mixes both into it.
        if (options.Tty)
            options = options with { Stderr = false };
        return options.Stdin || options.Stdout || options.Stderr ? options : null;
    }

    private static bool Is(IQueryCollection query, string name) => query[name].ToString() is "1" or "true";
}
