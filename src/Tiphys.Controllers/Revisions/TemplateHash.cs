using System.Globalization;
using System.Text;
using k8s.Models;
using Tiphys.Api.Documents;
using Tiphys.Client.Json;

namespace Tiphys.Controllers.Revisions;

/// <summary>Short names for what a document says: equal content, equal hash, whatever the order of its members.</summary>
internal static class TemplateHash
{
    public const string PodTemplateLabel = "pod-template-hash";

    // No vowels and none of the characters that look alike: a hash must not spell a word.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>The hash of a pod template; collisions are told apart by the count.</summary>
    public static string Of(V1PodTemplateSpec template, int? collisions) => Of(DocReader.ParseObject(KubeJson.Write(template)), collisions);

    public static string Of(DocObject document, int? collisions)
    {
        var text = new StringBuilder();
        Canonical(document, text);
        if (collisions is { } count)
            text.Append('#').Append(count);
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(text.ToString()))
            hash = (hash ^ b) * 16777619u;
        return Encode(hash.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>True if the templates say the same, the label that tells revisions apart left aside.</summary>
    public static bool SameTemplate(V1PodTemplateSpec left, V1PodTemplateSpec right) => Plain(left).DeepEquals(Plain(right));

    private static DocObject Plain(V1PodTemplateSpec template)
    {
        var document = DocReader.ParseObject(KubeJson.Write(template));
        var metadata = document.GetObject("metadata");
        var labels = metadata?.GetObject("labels");
        labels?.Remove(PodTemplateLabel);
        if (labels?.Count == 0)
            metadata!.Remove("labels");
        metadata?.Remove("creationTimestamp");
        if (metadata?.Count == 0)
            document.Remove("metadata");
        return document;
    }

    private static void Canonical(DocNode node, StringBuilder text)
    {
        switch (node)
        {
            case DocObject obj:
                text.Append('{');
                foreach (var name in obj.Names.Order(StringComparer.Ordinal))
                {
                    text.Append(name).Append(':');
                    Canonical(obj[name]!, text);
                    text.Append(',');
                }

                text.Append('}');
                break;
            case DocArray array:
                text.Append('[');
                foreach (var item in array)
                {
                    Canonical(item, text);
                    text.Append(',');
                }

                text.Append(']');
                break;
            default:
                text.Append(node);
                break;
        }
    }

    private static string Encode(string digits) =>
        string.Create(digits.Length, digits, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = Alphabet[source[i] % Alphabet.Length];
        });
}
