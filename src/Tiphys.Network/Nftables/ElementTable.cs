namespace Tiphys.Network.Nftables;

/// <summary>Which elements stand in a table and who asked for each; tells what to change when an owner's elements change.</summary>
/// <remarks>Two owners may ask for the same key (two services with one external address): the one that asked first has it, the other waits.
/// Not safe for concurrent use.</remarks>
internal sealed class ElementTable<TOwner>
    where TOwner : notnull
{
    private readonly Dictionary<TOwner, Element[]> _byOwner = [];
    private readonly Dictionary<(string Map, string Key), List<(TOwner Owner, string? Value)>> _claims = [];

    /// <summary>Everything that stands.</summary>
    public IEnumerable<Element> Standing => _claims.Select(claim => new Element(claim.Key.Map, claim.Key.Key, claim.Value[0].Value));

    public bool Contains(string map, string key) => _claims.ContainsKey((map, key));

    /// <summary>Replaces what an owner asks for; none to forget the owner.</summary>
    public ElementChanges Set(TOwner owner, IReadOnlyList<Element> elements)
    {
        var touched = new Dictionary<(string Map, string Key), string?>();
        var before = new HashSet<(string Map, string Key)>();
        foreach (var old in _byOwner.GetValueOrDefault(owner, []))
        {
            var key = (old.Map, old.Key);
            Note(touched, before, key);
            var claims = _claims[key];
            claims.RemoveAll(claim => claim.Owner.Equals(owner));
            if (claims.Count == 0)
                _claims.Remove(key);
        }

        foreach (var wanted in elements)
        {
            var key = (wanted.Map, wanted.Key);
            Note(touched, before, key);
            Claim(key, owner, wanted.Value);
        }

        if (elements.Count == 0)
            _byOwner.Remove(owner);
        else
            _byOwner[owner] = [.. elements];
        return Compare(touched, before);
    }

    private void Note(Dictionary<(string Map, string Key), string?> touched, HashSet<(string Map, string Key)> before, (string Map, string Key) key)
    {
        if (touched.ContainsKey(key))
            return;
        bool stood = _claims.TryGetValue(key, out var claims);
        touched.Add(key, stood ? claims![0].Value : null);
        if (stood)
            before.Add(key);
    }

    private void Claim((string Map, string Key) key, TOwner owner, string? value)
    {
        if (!_claims.TryGetValue(key, out var claims))
            _claims.Add(key, claims = new(1));
        if (!claims.Exists(claim => claim.Owner.Equals(owner)))
            claims.Add((owner, value));
    }

    private ElementChanges Compare(Dictionary<(string Map, string Key), string?> touched, HashSet<(string Map, string Key)> before)
    {
        var changes = new ElementChanges();
        foreach (var (key, old) in touched)
        {
            bool stood = before.Contains(key), stands = _claims.TryGetValue(key, out var claims);
            string? now = stands ? claims![0].Value : null;
            if (stood && stands && old == now)
                continue;
            if (stood)
                changes.Removed.Add(new Element(key.Map, key.Key, old));
            if (stands)
                changes.Added.Add(new Element(key.Map, key.Key, now));
        }

        return changes;
    }
}
