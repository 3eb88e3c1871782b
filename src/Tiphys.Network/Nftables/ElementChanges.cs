namespace Tiphys.Network.Nftables;

/// <summary>The difference between two states of a table's elements. A changed value is a removal and an addition of one key.</summary>
internal sealed class ElementChanges
{
    public List<Element> Removed { get; } = [];

    public List<Element> Added { get; } = [];

    public bool IsEmpty => Removed.Count == 0 && Added.Count == 0;

    public void Add(ElementChanges later)
    {
        // Put in and taken out again within one round: neither is said.
        foreach (var removed in later.Removed)
        {
            if (!Added.Remove(removed))
                Removed.Add(removed);
        }

        Added.AddRange(later.Added);
    }
}
