namespace Tiphys.Api.Documents;

/// <summary>A document is not well formed. The message is fit to be shown to the client that sent it.</summary>
public sealed class DocFormatException : Exception
{
    public DocFormatException(string message)
        : base(message)
    {
    }

    public DocFormatException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
