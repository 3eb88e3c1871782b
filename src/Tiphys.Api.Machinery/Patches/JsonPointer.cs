using System.Globalization;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Patches;

/// <summary>A JSON pointer, RFC 6901, cut into its unescaped steps.</summary>
internal readonly struct JsonPointer
{
    private readonly string[] _steps;

    private JsonPointer(string[] steps) => _steps = steps;

    public bool IsRoot => _steps.Length == 0;

    /// <summary>How many steps there are.</summary>
    public int Length => _steps.Length;

    /// <summary>The last step: a member's name or an element's index.</summary>
    public string Last => _steps[^1];

    /// <summary>What stands before the first slash does not count, as in upstream's library; a text without any is no pointer.</summary>
    public static bool TryParse(string? text, out JsonPointer pointer)
    {
        pointer = default;
        if (text is null || (text.Length > 0 && !text.Contains('/')))
            return false;
        pointer = new(text.Length == 0 ? [] : [.. text.Split('/').Skip(1).Select(step => step.Replace("~1", "/").Replace("~0", "~"))]);
        return true;
    }

    /// <summary>The value pointed at; null if there is none.</summary>
    public DocNode? Find(DocNode root) => Follow(root, _steps);

    /// <summary>The container of the value pointed at; null if there is none.</summary>
    public DocNode? FindParent(DocNode root) => Follow(root, _steps.AsSpan(0, _steps.Length - 1));

    /// <summary>True if <paramref name="other"/> lies inside what this points at.</summary>
    public bool Contains(JsonPointer other) => other._steps.Length > _steps.Length && other._steps.AsSpan(0, _steps.Length).SequenceEqual(_steps);

    /// <summary>An element's position, 0 to <paramref name="count"/> - 1; negative ones count from the end, as upstream's library has it.</summary>
    public static bool TryIndex(string step, int count, out int index)
    {
        if (!int.TryParse(step, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out index))
            return false;
        if (index < 0)
            index += count;
        return index >= 0 && index < count;
    }

    private static DocNode? Follow(DocNode? node, ReadOnlySpan<string> steps)
    {
        foreach (var step in steps)
        {
            node = node switch
            {
                DocObject inner => inner[step],
                DocArray array => TryIndex(step, array.Count, out var index) ? array[index] : null,
                _ => null,
            };
        }

        return node;
    }
}
