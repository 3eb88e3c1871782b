using Tiphys.Api.Documents;
using Tiphys.Api.Errors;

namespace Tiphys.Api.Machinery.Patches;

/// <summary>JSON patch, RFC 6902, within limits against patch bombs: operations, bytes added by copying, elements shifted, depth.</summary>
public static class JsonPatch
{
    /// <summary>More operations than this are refused; upstream's figure.</summary>
    public const int MaxOperations = 10_000;

    /// <summary>The sum of what all <c>copy</c> operations copy; upstream's figure, 3 MiB.</summary>
    public const int MaxCopiedBytes = 3 * 1024 * 1024;

    /// <summary>The patched document, or a scalar if the root was replaced by one; the input is left as it is.</summary>
    /// <exception cref="ApiException">400: not a list of operations; 413: too many; 422: an operation cannot be carried out or a test failed.</exception>
    public static DocNode Apply(DocObject document, DocNode patch)
    {
        if (patch is not DocArray operations)
            throw ApiException.BadRequest("error decoding patch: a JSON patch is a list of operations");
        if (operations.Count > MaxOperations)
        {
            throw new ApiException(
                413,
                StatusReason.RequestEntityTooLarge,
                $"Request entity too large: The allowed maximum operations in a JSON patch is {MaxOperations}, got {operations.Count}");
        }

        DocNode root = document.Clone();
        var budget = new PatchBudget(root);
        foreach (var item in operations)
            EnsureOperation(item);
        foreach (var item in operations)
        {
            root = ApplyOne(root, item as DocObject ?? throw Patch.Unprocessable(), budget);
            budget.EnsureNotTooDeep(root);
        }

        return root;
    }

    private static void EnsureOperation(DocNode item)
    {
        if (item is not (DocObject or DocNull))
            throw ApiException.BadRequest("error decoding patch: an operation is not an object");
        foreach (var name in (ReadOnlySpan<string>)["op", "path", "from"])
        {
            if ((item as DocObject)?[name] is not (null or DocNull or DocString))
                throw ApiException.BadRequest($"error decoding patch: the {name} of an operation is not a string");
        }
    }

    private static DocNode ApplyOne(DocNode root, DocObject operation, PatchBudget budget)
    {
        if (!JsonPointer.TryParse(operation.GetString("path"), out var path))
            throw Patch.Unprocessable();
        switch (operation.GetString("op"))
        {
            case "add":
                return Add(root, path, Placed(path, Value(operation), budget), budget);
            case "remove":
                Remove(root, path, budget);
                return root;
            case "replace":
                return Replace(root, path, Placed(path, Value(operation), budget));
            case "test":
                Test(root, path, operation["value"] ?? DocNull.Instance);
                return root;
            case "move":
                var from = From(operation);
                if (from.IsRoot || from.Contains(path))
                    throw Patch.Unprocessable();
                budget.Replace(path.Length, from.Length);
                return Add(root, path, Remove(root, from, budget), budget);
            case "copy":
                var source = Source(root, From(operation));
                budget.Copy(source);
                return Add(root, path, Placed(path, source.DeepClone(), budget), budget);
            default:
                throw Patch.Unprocessable();
        }
    }

    private static DocNode Placed(JsonPointer path, DocNode value, PatchBudget budget)
    {
        budget.Place(path.Length, value);
        return value;
    }

    private static DocNode Value(DocObject operation) => operation["value"]?.DeepClone() ?? DocNull.Instance;

    private static JsonPointer From(DocObject operation) =>
        JsonPointer.TryParse(operation.GetString("from"), out var from) ? from : throw Patch.Unprocessable();

    /// <summary>What a copy copies: null for a member that an object does not have, as upstream's library has it.</summary>
    private static DocNode Source(DocNode root, JsonPointer from)
    {
        if (from.IsRoot)
            throw Patch.Unprocessable();
        return from.Find(root) ?? (from.FindParent(root) is DocObject ? DocNull.Instance : throw Patch.Unprocessable());
    }

    private static DocNode Add(DocNode root, JsonPointer path, DocNode value, PatchBudget budget)
    {
        if (path.IsRoot)
            throw Patch.Unprocessable();
        switch (path.FindParent(root))
        {
            case DocObject parent:
                parent.Set(path.Last, value);
                return root;
            case DocArray array when path.Last == "-":
                array.Add(value);
                return root;
            case DocArray array when JsonPointer.TryIndex(path.Last, array.Count + 1, out var index):
                budget.Shift(array.Count - index);
                array.Insert(index, value);
                return root;
            default:
                throw Patch.Unprocessable();
        }
    }

    private static DocNode Remove(DocNode root, JsonPointer path, PatchBudget budget)
    {
        if (path.IsRoot)
            throw Patch.Unprocessable();
        var found = path.Find(root) ?? throw Patch.Unprocessable();
        if (path.FindParent(root) is DocArray array)
        {
            var at = JsonPointer.TryIndex(path.Last, array.Count, out var index) ? index : 0;
            budget.Shift(array.Count - at);
            array.RemoveAt(at);
        }
        else
        {
                ((DocObject)path.FindParent(root)!).Remove(path.Last);
        }

        return found;
    }

    private static DocNode Replace(DocNode root, JsonPointer path, DocNode value)
    {
        if (path.IsRoot)
            return value;
        switch (path.FindParent(root))
        {
            case DocArray array when JsonPointer.TryIndex(path.Last, array.Count, out var index):
                array[index] = value;
                return root;
            case DocObject parent:
                parent.Set(path.Last, value);
                return root;
            default:
                throw Patch.Unprocessable();
        }
    }

    private static void Test(DocNode root, JsonPointer path, DocNode expected)
    {
        var found = path.Find(root);
        if (found is null ? expected is not DocNull : !found.DeepEquals(expected))
            throw Patch.Unprocessable();
    }
}
