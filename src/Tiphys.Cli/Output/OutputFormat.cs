namespace Tiphys.Cli.Output;

/// <summary>How a verb prints: for people, or one JSON document a line.</summary>
public enum OutputFormat
{
    Text,
    Json,
}
