namespace Tiphys.Api.Machinery.Validation.Policies;

/// <summary>A block of a PEM text: what it says it is, and its content, well-formed base64 with blanks in it.</summary>
internal readonly ref struct PemBlock(ReadOnlySpan<char> label, ReadOnlySpan<char> base64)
{
    public ReadOnlySpan<char> Label { get; } = label;

    public ReadOnlySpan<char> Base64 { get; } = base64;
}
