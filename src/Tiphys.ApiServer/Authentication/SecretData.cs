using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Authentication;

/// <summary>Reads the base64 values of a Secret.</summary>
internal static class SecretData
{
    /// <summary>The value's bytes; empty if it is missing or not base64.</summary>
    public static byte[] Read(DocObject secret, string key)
    {
        var text = (secret.GetPath("data", key) as DocString)?.Value ?? "";
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var written) ? bytes[..written] : [];
    }

    public static string ReadText(DocObject secret, string key) => System.Text.Encoding.UTF8.GetString(Read(secret, key));
}
