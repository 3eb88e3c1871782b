using System.Text;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

/// <summary>Defaults of secrets.</summary>
internal static class ConfigurationDefaults
{
    /// <summary>Texts a client wrote plainly become data, over data of the same name; they are never stored as texts.</summary>
    public static void ApplySecret(DocObject secret)
    {
        secret.SetIfEmpty("type", "Opaque");
        if (secret["stringData"] is not { } given)
            return;
        secret.Remove("stringData");
        foreach (var (key, value) in given as DocObject ?? [])
            secret.GetOrAddObject("data")[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes((value as DocString)?.Value ?? ""));
    }
}
