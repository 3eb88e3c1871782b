using Tiphys.Api.Documents;

namespace Tiphys.CompareServers.Mutations;

/// <summary>One change of one place of an object.</summary>
/// <param name="Steps">Member names and element indices (as numbers) from the root.</param>
/// <param name="Value">What is put there; null to take it away.</param>
internal sealed record Mutation(IReadOnlyList<object> Steps, DocNode? Value)
{
    /// <summary>The place, without element indices.</summary>
    public string Field => string.Join('.', Steps.Where(step => step is string));

    public override string ToString()
    {
        var value = Value?.ToString() ?? "(removed)";
        return $"{string.Join('.', Steps)} = {(value.Length > 160 ? value[..160] + "..." : value)}";
    }

    /// <summary>A copy of the object with the change; null if the object has no such place.</summary>
    public DocObject? ApplyTo(DocObject original)
    {
        var result = original.Clone();
        DocNode? at = result;
        foreach (var step in Steps.SkipLast(1))
        {
            at = (at, step) switch
            {
                (DocObject members, string name) => members[name],
                (DocArray items, int index) when index < items.Count => items[index],
                _ => null,
            };
        }

        return Put(at, Steps[^1]) ? result : null;
    }

    private bool Put(DocNode? at, object step)
    {
        switch (at, step)
        {
            case (DocObject members, string name):
                members[name] = Value?.DeepClone();
                return true;
            case (DocArray items, int index) when Value is null && index < items.Count:
                items.RemoveAt(index);
                return true;
            case (DocArray items, int index) when index < items.Count:
                items[index] = Value!.DeepClone();
                return true;
            case (DocArray items, int) when Value is not null:
                items.Add(Value.DeepClone());
                return true;
            default:
                return false;
        }
    }
}
