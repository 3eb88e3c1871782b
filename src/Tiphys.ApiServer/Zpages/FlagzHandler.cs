using Tiphys.Api.Documents;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Zpages;

/// <summary>Answers /flagz: the settings the server runs with.</summary>
internal sealed class FlagzHandler(IReadOnlyDictionary<string, string> flags) : IRequestHandler
{
    private readonly KeyValuePair<string, string>[] _flags = [.. flags.OrderBy(flag => flag.Key, StringComparer.Ordinal)];

    public Task HandleAsync(RequestContext context) => ZpageResponder.WriteAsync(context, "Flagz", Fields, Text);

    private DocObject Fields()
    {
        var shown = new DocObject();
        foreach (var (name, value) in _flags)
            shown.Add(name, value);
        return new DocObject { { "flags", shown } };
    }

    private string Text() => string.Concat(_flags.Select(flag => $"{flag.Key}={flag.Value}\n"));
}
