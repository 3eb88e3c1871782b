using System.Text.Json;

namespace Tiphys.SchemaGenerator;

/// <summary>Reads the tables of single facts: lists, atomic, defaults.</summary>
internal static class FactTables
{
    public static Dictionary<string, FieldFacts> Read(string directory, IReadOnlyList<DefinitionEntry> definitions)
    {
        var known = definitions.SelectMany(entry => entry.Fields.Select(field => $"{entry.Short}.{field.Name}"))
            .Concat(definitions.Select(entry => entry.Short)).ToHashSet(StringComparer.Ordinal);
        var facts = new Dictionary<string, FieldFacts>(StringComparer.Ordinal);
        Read("lists", List);
        Read("atomic", (line, fact) =>
        {
            fact.Granular = line.Words.Contains("granular");
            fact.Atomic = !fact.Granular;
        });
        Read("defaults", Default);
        return facts;

        void Read(string table, Action<TableLine, FieldFacts> apply)
        {
            foreach (var line in TableLine.Read(Path.Combine(directory, table + ".table")))
            {
                var subject = line.Words[0];
                if (!known.Contains(subject))
                    throw line.Error($"there is no definition or field {subject}");
                if (!facts.TryGetValue(subject, out var fact))
                    facts.Add(subject, fact = new());
                apply(line, fact);
            }
        }
    }

    private static void List(TableLine line, FieldFacts fact)
    {
        foreach (var word in line.Words.Skip(1))
        {
            var colon = word.IndexOf(':');
            var (name, keys) = colon < 0 ? (word, "") : (word[..colon], word[(colon + 1)..]);
            if (name is "map" or "set")
            {
                fact.ListType = name;
                fact.ListKeys = keys.Split(',', StringSplitOptions.RemoveEmptyEntries);
            }
            else
            {
                fact.PatchStrategy = name.Replace('+', ',');
                fact.MergeKey = keys.Length == 0 ? null : keys;
            }
        }
    }

    private static void Default(TableLine line, FieldFacts fact)
    {
        var json = line.Text[line.Words[0].Length..].Trim();
        try
        {
            using var parsed = JsonDocument.Parse(json);
            fact.Default = parsed.RootElement.GetRawText();
        }
        catch (JsonException e)
        {
            throw line.Error($"the default is not JSON: {e.Message}");
        }
    }
}
