using Tiphys.Api.Documents;
using Tiphys.Api.Errors;

namespace Tiphys.Api.Machinery.Patches;

/// <summary>What a JSON patch may cost while it is carried out: bytes copied, elements moved about, nodes looked at, and how deep the document may become.</summary>
/// <remarks>Ten thousand small operations can shift a list of a million elements each time, or pile half a million levels on one another.</remarks>
internal sealed class PatchBudget
{
    private const long MostWork = 20_000_000;

    private readonly int _deepest = DocReader.MaxDepth;
    private long _work;
    private long _copied;

    // No branch of the document is deeper; may be too high after moves, and is then counted anew.
    private int _depth;

    public PatchBudget(DocNode root) => _depth = Depth(root);

    /// <exception cref="ApiException">422: the patch copies more than <see cref="JsonPatch.MaxCopiedBytes"/>.</exception>
    public void Copy(DocNode source)
    {
        _copied += source.ToUtf8().Length;
        if (_copied > JsonPatch.MaxCopiedBytes)
            throw Patch.Unprocessable();
    }

    /// <summary>Accounts for elements that make room or close a gap.</summary>
    /// <exception cref="ApiException">422: too much of it.</exception>
    public void Shift(int elements)
    {
        _work += elements;
        if (_work > MostWork)
            throw Patch.Unprocessable();
    }

    /// <summary>Accounts for a value that comes to stand below so many steps.</summary>
    public void Place(int steps, DocNode value) => _depth = Math.Max(_depth, steps + Depth(value));

    /// <summary>Accounts for a value that has stood below so many steps and now stands below others.</summary>
    public void Replace(int steps, int before) => _depth = Math.Max(_depth, steps + Math.Max(0, _depth - before));

    /// <exception cref="ApiException">422: the document has become too deep.</exception>
    public void EnsureNotTooDeep(DocNode root)
    {
        if (_depth > _deepest && (_depth = Depth(root)) > _deepest)
            throw Patch.Unprocessable();
    }

    private int Depth(DocNode node)
    {
        Shift(1);
        return node switch
        {
            DocObject { Count: > 0 } inner => 1 + inner.Max(member => Depth(member.Value)),
            DocArray { Count: > 0 } array => 1 + array.Max(Depth),
            _ => 1,
        };
    }
}
