namespace Tiphys.Node.Images;

/// <summary>What goes into an image of one layer.</summary>
public sealed record OciImage
{
    /// <summary>The full name with tag: <c>docker.io/library/bootcamp:v1</c>.</summary>
    public required string Reference { get; init; }

    public required IReadOnlyList<ImageFile> Layer { get; init; }

    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary><c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    public string User { get; init; } = "";

    public string WorkingDirectory { get; init; } = "/";

    /// <summary><c>8080/tcp</c>.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];
}
