using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Configuration;
using Tiphys.ApiServer.Registry;
using Tiphys.Storage;
using Tiphys.Storage.Encryption;

namespace Tiphys.ApiServer.Encryption;

/// <summary>Reads an EncryptionConfiguration (apiserver.config.k8s.io): which resources lie encrypted, with which keys.</summary>
/// <remarks>
/// Providers are <c>aesgcm</c> and <c>identity</c>; the first of an entry writes, all of them read. Keys of a name must be the same key wherever
/// they stand, for a stored value remembers its key by name.
/// </remarks>
public static class EncryptionConfiguration
{
    /// <summary>Null if the file names no key at all.</summary>
    /// <exception cref="FormatException">It is no such configuration, or asks for what does not exist here. Never tells a secret.</exception>
    public static EncryptionPlan? Parse(ReadOnlyMemory<byte> file)
    {
        var rules = new List<EncryptionRule>();
        var keys = new Dictionary<string, (EncryptionKey Key, string Secret)>();
        foreach (var entry in ConfigDocument.Parse(file, "apiserver.config.k8s.io", "EncryptionConfiguration").ObjectsAt("resources"))
        {
            var writer = ReadProviders(entry, keys);
            foreach (var resource in entry.StringsAt("resources"))
                rules.Add(new(PrefixOf(resource), writer));
        }

        if (rules.Count == 0)
            throw new FormatException("resources must name at least one resource");
        return keys.Count == 0 ? null : new EncryptionPlan(KeyLayout.Root, rules, [.. keys.Values.Select(known => known.Key)]);
    }

    /// <returns>The key that writes; null for plain.</returns>
    private static EncryptionKey? ReadProviders(DocObject entry, Dictionary<string, (EncryptionKey Key, string Secret)> known)
    {
        var writers = new List<EncryptionKey?>();
        foreach (var provider in entry.ObjectsAt("providers"))
        {
            if (provider.GetObject("aesgcm") is { } local)
                writers.AddRange(local.ObjectsAt("keys").Select(key => ReadKey(key, known)));
            else if (provider.ContainsKey("identity"))
                writers.Add(null);
            else
                throw new FormatException($"there is no provider \"{provider.Names.FirstOrDefault()}\"; there are aesgcm and identity");
        }

        return writers.Count > 0 ? writers[0] : throw new FormatException("providers must name at least one, with a key");
    }

    private static EncryptionKey ReadKey(DocObject key, Dictionary<string, (EncryptionKey Key, string Secret)> known)
    {
        var (name, secret) = (key.StringAt("name"), key.StringAt("secret"));
        if (known.TryGetValue(name, out var same))
            return same.Secret == secret ? same.Key : throw new FormatException($"two different keys are called \"{name}\"");
        var bytes = new byte[secret.Length];
        if (!Convert.TryFromBase64String(secret, bytes, out var length))
            throw new FormatException($"the secret of key \"{name}\" is not base64");
        try
        {
            var read = new EncryptionKey(name, bytes.AsSpan(0, length));
            known[name] = (read, secret);
            return read;
        }
        catch (ArgumentException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary><c>secrets</c>, <c>deployments.apps</c>, <c>*.apps</c>, <c>*.</c> (the core group) and <c>*.*</c>.</summary>
    private static StoreKey PrefixOf(string resource)
    {
        var dot = resource.IndexOf('.');
        var (name, group) = dot < 0 ? (resource, "") : (resource[..dot], resource[(dot + 1)..]);
        if (name.Length == 0 || (name == "*" && dot < 0) || group.StartsWith('*') != (resource == "*.*"))
            throw new FormatException($"\"{resource}\" names no resource; write secrets, deployments.apps, *.apps or *.*");
        if (resource == "*.*")
            return KeyLayout.Root;
        if (name != "*")
            return KeyLayout.Prefix(new GroupResource(group, name));
        return group.Length > 0 ? new StoreKey($"{KeyLayout.Root}{group}/") : throw new FormatException("\"*.\" is not known here; write *.* or the core group's resources by name");
    }
}
