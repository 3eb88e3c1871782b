using Tiphys.Api.Documents;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tiphys.Api.Yaml;

/// <summary>Builds one document from parser events; anchors are known within it.</summary>
internal sealed class YamlDocumentReader(IParser parser, int budget, List<string>? duplicates)
{
    private readonly Dictionary<string, Anchored> _anchors = [];
    private int _nodes;
    private long _work;
    private bool _aliased;

    public DocNode Read() => ReadNode(0, "");

    private DocNode ReadNode(int depth, string path)
    {
        // The scanner looks at every open level again for every token.
        _work += depth;
        if (depth > DocReader.MaxDepth || _work > YamlReader.MaxWork)
            throw new DocFormatException("yaml: exceeded max depth");
        Count(1);
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return Expand(alias);
        var before = _nodes;
        var anchor = parser.Current is NodeEvent { Anchor.IsEmpty: false } node ? node.Anchor.Value : null;
        var made = parser.Current switch
        {
            Scalar => ReadScalar(),
            SequenceStart => ReadSequence(depth, path),
            _ => ReadMapping(depth, path),
        };
        if (anchor is not null)
            _anchors[anchor] = new(made, _nodes - before + 1);
        return made;
    }

    private DocNode Expand(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var target))
            throw new DocFormatException($"yaml: unknown anchor '{alias.Value.Value}' referenced");
        _aliased = true;
        Count(target.Nodes);
        return target.Node.DeepClone();
    }

    private DocNode ReadScalar()
    {
        var scalar = parser.Consume<Scalar>();
        if (!scalar.Tag.IsEmpty && scalar.Tag.Value == "tag:yaml.org,2002:str")
            return new DocString(scalar.Value);
        return scalar.Style == ScalarStyle.Plain ? YamlScalar.Resolve(scalar.Value) : new DocString(scalar.Value);
    }

    private DocArray ReadSequence(int depth, string path)
    {
        parser.Consume<SequenceStart>();
        var array = new DocArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
            array.Add(ReadNode(depth + 1, duplicates is null ? path : $"{path}[{array.Count}]"));
        return array;
    }

    private DocObject ReadMapping(int depth, string path)
    {
        parser.Consume<MappingStart>();
        var made = new DocObject();
        var merged = new List<DocNode>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var line = parser.Current!.Start.Line;
            var isMerge = parser.Current is Scalar { Style: ScalarStyle.Plain, Value: "<<" };
            var key = isMerge ? Skip() : Key(ReadNode(depth + 1, path));
            var childPath = duplicates is null ? path : path.Length == 0 ? key : $"{path}.{key}";
            var value = ReadNode(depth + 1, childPath);
            if (isMerge)
                merged.Add(value);
            else
                Set(made, key, value, childPath, line);
        }

        foreach (var source in merged)
            MergeInto(made, source);
        return made;
    }

    private void Set(DocObject target, string key, DocNode value, string path, long line)
    {
        if (target.ContainsKey(key))
        {
            if (duplicates is null)
                throw new DocFormatException($"yaml: line {line}: key \"{key}\" already set in map");
            if (duplicates.Count < DocReader.MaxDuplicates)
                duplicates.Add(path);
        }

        target.Set(key, value);
    }

    private string Skip()
    {
        parser.MoveNext();
        return "";
    }

    /// <summary>Merge keys (<c>&lt;&lt;</c>): what stands in the mapping itself wins, then the first source that has the key.</summary>
    private static void MergeInto(DocObject target, DocNode source)
    {
        switch (source)
        {
            case DocObject mapping:
                foreach (var (name, value) in mapping)
                {
                    if (!target.ContainsKey(name))
                        target.Set(name, value);
                }

                break;
            case DocArray several:
                foreach (var item in several)
                    MergeInto(target, item);
                break;
            default:
                throw new DocFormatException("yaml: map merge requires map or sequence of maps as the value");
        }
    }

    private static string Key(DocNode node) => node switch
    {
        DocString text => text.Value,
        DocNumber or DocBool => node.ToString(),
        DocNull => "null",
        _ => throw new DocFormatException("yaml: a mapping's key must be a scalar"),
    };

    private void Count(int nodes)
    {
        _nodes += nodes;
        if (_nodes > budget)
            throw new DocFormatException(_aliased ? "yaml: document contains excessive aliasing" : "yaml: document contains too many values");
    }

    private readonly record struct Anchored(DocNode Node, int Nodes);
}
