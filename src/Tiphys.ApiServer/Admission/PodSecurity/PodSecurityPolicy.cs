using System.Globalization;

namespace Tiphys.ApiServer.Admission.PodSecurity;

/// <summary>A level as a Kubernetes version defined it.</summary>
/// <param name="Minor">The minor version, <see cref="Latest"/> for the newest.</param>
public readonly record struct PodSecurityPolicy(PodSecurityLevel Level, int Minor)
{
    public const int Latest = int.MaxValue;

    public static readonly PodSecurityPolicy None = new(PodSecurityLevel.Privileged, Latest);

    internal static bool TryParseLevel(string? text, out PodSecurityLevel level)
    {
        level = text switch
        {
            "baseline" => PodSecurityLevel.Baseline,
            "restricted" => PodSecurityLevel.Restricted,
            _ => PodSecurityLevel.Privileged,
        };
        return text is "privileged" or "baseline" or "restricted";
    }

    /// <summary>Reads <c>latest</c> or <c>v1.NN</c>.</summary>
    internal static bool TryParseVersion(string? text, out int minor)
    {
        minor = Latest;
        if (text == "latest")
            return true;
        return text is not null && text.StartsWith("v1.", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out minor);
    }

    public override string ToString() =>
        $"{Level.ToString().ToLowerInvariant()}:{(Minor == Latest ? "latest" : string.Create(CultureInfo.InvariantCulture, $"v1.{Minor}"))}";
}
