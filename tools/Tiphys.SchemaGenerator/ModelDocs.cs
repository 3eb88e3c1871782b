using System.Xml.Linq;

namespace Tiphys.SchemaGenerator;

/// <summary>The documentation file that comes with the models.</summary>
internal sealed class ModelDocs
{
    private readonly Dictionary<string, string> _summaries;

    private ModelDocs(Dictionary<string, string> summaries) => _summaries = summaries;

    public static ModelDocs Load()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "KubernetesClient.Aot.xml");
        var summaries = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in XDocument.Load(file).Root!.Element("members")!.Elements("member"))
        {
            var name = (string)member.Attribute("name")!;
            if (name.StartsWith("T:k8s.Models.", StringComparison.Ordinal) || name.StartsWith("P:k8s.Models.", StringComparison.Ordinal))
                summaries[name] = Unwrap((string?)member.Element("summary") ?? "");
        }

        return new(summaries);
    }

    public string Of(Type type) => _summaries.GetValueOrDefault("T:" + type.FullName, "");

    public string Of(Type type, string property) => _summaries.GetValueOrDefault($"P:{type.FullName}.{property}", "");

    /// <summary>Takes back the wrapping of the file: the lines of a paragraph are one text, a blank line stays, list items stay lines.</summary>
    private static string Unwrap(string text)
    {
        var made = new System.Text.StringBuilder();
        var blank = true;
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.Trim();
            if (line.Length == 0)
            {
                blank = true;
                continue;
            }

            if (made.Length > 0)
                made.Append(blank ? "\n\n" : line.StartsWith("- ", StringComparison.Ordinal) ? "\n" : " ");
            made.Append(line);
            blank = false;
        }

        return made.ToString();
    }
}
