using Tiphys.Api.Documents;

namespace Tiphys.CompareServers.Connection;

/// <summary>What a server answered.</summary>
/// <param name="Body">Null if it was no JSON object.</param>
/// <param name="Warnings">The texts of its Warning headers, in order.</param>
internal sealed record Answer(int Code, DocObject? Body, string Text, IReadOnlyList<string> Warnings)
{
    public bool IsError => Code >= 400;
}
