namespace Tiphys.SchemaGenerator;

/// <summary>Reads the table of resources, whose head describes its format.</summary>
internal static class ResourcesTable
{
    public static readonly string[] AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
    private static readonly string[] SubresourceVerbs = ["get", "patch", "update"];

    public static List<ResourceEntry> Read(string file)
    {
        var resources = new List<ResourceEntry>();
        var (version, fields) = ("", "");
        foreach (var line in TableLine.Read(file))
        {
            if (line.Words is ["version", var apiVersion, "fields", var prefix])
                (version, fields) = (apiVersion, prefix);
            else if (line.Indented)
                resources[^1].Subresources.Add(Subresource(line, resources[^1]));
            else
                resources.Add(Resource(line, version, fields));
        }

        return resources;
    }

    private static ResourceEntry Resource(TableLine line, string version, string fields)
    {
        if (line.Words.Length < 3 || line.Words[2] is not ("namespaced" or "cluster"))
            throw line.Error("expected: plural Kind namespaced|cluster [options]");
        var entry = new ResourceEntry
        {
            ApiVersion = version,
            Definition = $"{fields}.{line.Words[1]}",
            Plural = line.Words[0],
            Kind = line.Words[1],
            Namespaced = line.Words[2] == "namespaced",
            Singular = line.Words[1].ToLowerInvariant(),
            Storage = version,
            Line = line,
        };
        foreach (var option in line.Words.Skip(3))
            Apply(line, entry, option);
        return entry;
    }

    private static void Apply(TableLine line, ResourceEntry entry, string option)
    {
        var equals = option.IndexOf('=');
        var values = equals < 0 ? [] : option[(equals + 1)..].Split(',');
        switch (equals < 0 ? option : option[..equals])
        {
            case "verbs": entry.Verbs = Verbs(line, values); break;
            case "short": entry.ShortNames = values; break;
            case "categories": entry.Categories = values; break;
            case "select": entry.Selectable = values; break;
            case "singular": entry.Singular = values[0]; break;
            case "storage": entry.Storage = values[0]; break;
            case "generation": entry.Generation = true; break;
            case "returns-deleted": entry.ReturnsDeleted = true; break;
            default: throw line.Error($"unknown option {option}");
        }
    }

    private static SubresourceEntry Subresource(TableLine line, ResourceEntry parent)
    {
        var (version, kind, verbs) = (parent.ApiVersion, parent.Kind, SubresourceVerbs);
        foreach (var word in line.Words.Skip(1))
        {
            if (word.StartsWith("verbs=", StringComparison.Ordinal))
            {
                verbs = Verbs(line, word["verbs=".Length..].Split(','));
                continue;
            }

            var colon = word.IndexOf(':');
            kind = word[(colon + 1)..];
            version = colon < 0 ? version : word[..colon];
        }

        return new(line.Words[0].TrimStart('/'), version, kind, verbs);
    }

    private static string[] Verbs(TableLine line, string[] verbs) =>
        verbs.All(AllVerbs.Contains) ? verbs : throw line.Error("unknown verb");
}
