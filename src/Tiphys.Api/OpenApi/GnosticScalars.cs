using Tiphys.Api.Documents;
using Tiphys.Api.Protobuf;

namespace Tiphys.Api.OpenApi;

/// <summary>The members of a schema that gnostic writes as they are: their names and the numbers of their fields, by type.</summary>
internal sealed class GnosticScalars
{
    public required Dictionary<string, int> Texts { get; init; }

    public required Dictionary<string, int> Doubles { get; init; }

    public required Dictionary<string, int> Integers { get; init; }

    public required Dictionary<string, int> Flags { get; init; }

    /// <summary>Writes the member; false if it is none of these, or not of its type.</summary>
    public bool TryWrite(ProtoWriter output, string name, DocNode value)
    {
        if (value is DocString text && Texts.TryGetValue(name, out var field))
            output.Text(field, text.Value);
        else if (value is DocNumber number && Doubles.TryGetValue(name, out field))
            output.Double(field, number.AsDouble());
        else if (value is DocNumber whole && Integers.TryGetValue(name, out field) && whole.TryGetInt64(out var count))
            output.Number(field, count);
        else if (value is DocBool flag && Flags.TryGetValue(name, out field))
            output.Flag(field, flag.Value);
        else
            return false;
        return true;
    }
}
