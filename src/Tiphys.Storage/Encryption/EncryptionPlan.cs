namespace Tiphys.Storage.Encryption;

/// <summary>Which values are encrypted, and with which key.</summary>
public sealed class EncryptionPlan
{
    private readonly IReadOnlyList<EncryptionRule> _rules;

    /// <param name="everything">The prefix under which all values lie.</param>
    /// <param name="rules">The first whose prefix fits a key decides; a key that none fits is written in plain.</param>
    /// <param name="keys">All keys that values may be encrypted with, those of the rules among them.</param>
    /// <exception cref="ArgumentException">No keys, or two different ones of the same name.</exception>
    public EncryptionPlan(StoreKey everything, IReadOnlyList<EncryptionRule> rules, IReadOnlyList<EncryptionKey> keys)
    {
        if (keys.Count == 0)
            throw new ArgumentException("encryption needs a key", nameof(keys));
        if (keys.DistinctBy(key => key.Name).Count() != keys.Count)
            throw new ArgumentException("two keys have the same name", nameof(keys));
        (Everything, _rules, Keys) = (everything, rules, keys);
    }

    public StoreKey Everything { get; }

    public IReadOnlyList<EncryptionKey> Keys { get; }

    /// <summary>Whether anything is written encrypted.</summary>
    public bool Encrypts => _rules.Any(rule => rule.Key is not null);

    /// <summary>The key that encrypts a value; null for plain.</summary>
    public EncryptionKey? KeyFor(StoreKey key)
    {
        foreach (var rule in _rules)
        {
            if (key.StartsWith(rule.Prefix))
                return rule.Key;
        }

        return null;
    }
}
