namespace Tiphys.ApiServer.Authentication;

/// <summary>Keys of extra fields as header names carry them: lower case, percent-encoded where a header name could not hold them.</summary>
internal static class ExtraKey
{
    /// <summary>The key; a name that does not decode stays as it is.</summary>
    public static string Decode(string headerPart)
    {
        var lower = headerPart.ToLowerInvariant();
        for (var i = 0; i < lower.Length; i++)
        {
            if (lower[i] == '%' && (i + 2 >= lower.Length || !char.IsAsciiHexDigit(lower[i + 1]) || !char.IsAsciiHexDigit(lower[i + 2])))
                return lower;
        }

        return Uri.UnescapeDataString(lower);
    }
}
