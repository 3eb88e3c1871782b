using System.Text.RegularExpressions;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>References to images, <c>[host[:port]/]path[:tag][@digest]</c>.</summary>
internal static partial class ImageReference
{
    private const int LongestName = 255;

    // So long a name of hexadecimal digits would be taken for the identity of an image.
    private const int DigestLength = 64;

    /// <summary>Always for images tagged <c>latest</c> or not at all, otherwise and for what is no reference IfNotPresent.</summary>
    public static string PullPolicy(string image) => TagOf(image) == "latest" ? "Always" : "IfNotPresent";

    private static string TagOf(string image)
    {
        var digest = image.IndexOf('@');
        var name = digest < 0 ? image : image[..digest];
        var colon = name.LastIndexOf(':');
        var tag = colon > name.LastIndexOf('/') ? name[(colon + 1)..] : null;
        if (!IsName(tag is null ? name : name[..colon]))
            return "";

        // A digest pins the image; a tag beside it counts only if it is spelled out.
        return tag ?? (digest < 0 ? "latest" : "");
    }

    private static bool IsName(string name)
    {
        var parts = name.Split('/');
        var hasHost = parts.Length > 1 && (parts[0] == "localhost" || parts[0].AsSpan().ContainsAny('.', ':') || parts[0].Any(char.IsAsciiLetterUpper));
        return name.Length <= LongestName && !(parts.Length == 1 && name.Length == DigestLength && name.All(char.IsAsciiHexDigitLower)) && parts.Skip(hasHost ? 1 : 0).All(part => Part().IsMatch(part));
    }

    [GeneratedRegex(@"^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*\z")]
    private static partial Regex Part();
}
