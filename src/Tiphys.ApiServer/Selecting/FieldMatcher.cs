using System.Text;
using Tiphys.Api.Machinery.Selectors;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Selecting;

/// <summary>One field condition over a plain path, made ready to be held against encoded objects.</summary>
internal sealed class FieldMatcher(ResourceInfo resource, FieldTerm term)
{
    private readonly string[] _names = term.Path.TrimStart('.').Split('.');
    private readonly byte[][] _path = [.. term.Path.TrimStart('.').Split('.').Select(Encoding.UTF8.GetBytes)];

    public bool Matches(CacheEntry entry) => term.Path switch
    {
        "metadata.name" => term.Matches(entry.Name),
        "metadata.namespace" => term.Matches(entry.Namespace),
        _ => term.Matches(entry.GetField(term.Path, _path) ?? EmptyValue()),
    };

    /// <summary>A missing field counts as the empty value of its type.</summary>
    private string EmptyValue()
    {
        var schema = resource.Schema;
        foreach (var name in _names)
        {
            if (!schema.TryGetField(name, out var field))
                return "";
            schema = field.Schema;
        }

        return schema.Type switch { SchemaType.Boolean => "false", SchemaType.Integer => "0", _ => "" };
    }
}
