namespace Tiphys.Api.Machinery.Cel.Syntax;

/// <summary>Ends parsing; the complaint stands in the issue list already.</summary>
internal sealed class SyntaxException : Exception;
