using System.Collections.Concurrent;
using Tiphys.Network.Dns.Wire;

namespace Tiphys.Network.Dns.Zone;

/// <summary>All names of the cluster: read by any thread without a lock, changed by one.</summary>
internal sealed class ClusterZone
{
    private readonly ConcurrentDictionary<byte[], ZoneNode> _nodes = new(NameComparer.Instance);
    private readonly ConcurrentDictionary<byte[], ZoneNode>.AlternateLookup<ReadOnlySpan<byte>> _bySpan;
    private readonly Dictionary<object, IReadOnlyList<ZoneRecord>> _owners = [];
    private readonly Dictionary<object, string[]> _claims = [];
    private readonly int _secondsToLive;

    /// <param name="domain">The zone's name, such as <c>cluster.local</c>.</param>
    public ClusterZone(string domain, int secondsToLive)
    {
        (Domain, Apex, _secondsToLive) = (domain, DnsName.Encode(domain), secondsToLive);
        _bySpan = _nodes.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public string Domain { get; }

    public byte[] Apex { get; }

    /// <summary>The name's node; null if the name does not exist.</summary>
    public ZoneNode? Find(ReadOnlySpan<byte> name) => _bySpan.TryGetValue(name, out var node) ? node : null;

    /// <summary>Replaces all records of an owner; none to forget it.</summary>
    public void Set(object owner, IReadOnlyList<ZoneRecord> records)
    {
        var touched = new HashSet<ZoneNode>();
        // New ones first: a name that stays is never absent in between.
        foreach (var record in records)
        {
            var node = Hold(record.Name);
            node.Records.Add((owner, record));
            touched.Add(node);
        }

        foreach (var old in _owners.GetValueOrDefault(owner, []))
        {
            var node = _nodes[DnsName.Encode(old.Name)];
            node.Records.RemoveAt(node.Records.FindIndex(held => held.Owner.Equals(owner) && ReferenceEquals(held.Record, old)));
            touched.Add(node);
        }

        foreach (var node in touched)
            node.Rebuild(_secondsToLive, AddressesOf);
        foreach (var old in _owners.GetValueOrDefault(owner, []))
            Release(old.Name);
        if (records.Count == 0)
            _owners.Remove(owner);
        else
            _owners[owner] = records;
    }

    /// <summary>Makes names exist without records (namespaces); none to let them go.</summary>
    public void Claim(object owner, params string[] names)
    {
        foreach (string name in names)
            Hold(name);
        foreach (string old in _claims.GetValueOrDefault(owner, []))
            Release(old);
        if (names.Length == 0)
            _claims.Remove(owner);
        else
            _claims[owner] = names;
    }

    private IEnumerable<ZoneRecord> AddressesOf(string name) =>
        _nodes.TryGetValue(DnsName.Encode(name), out var node)
            ? node.Records.Select(held => held.Record).Where(record => record.Type is RecordType.A or RecordType.Aaaa)
            : [];

    /// <summary>Counts one more holder on the name and on all names above it.</summary>
    private ZoneNode Hold(string name)
    {
        byte[] wire = DnsName.Encode(name);
        var first = _nodes.GetOrAdd(wire, key => new ZoneNode(key));
        foreach (var node in PathOf(wire))
            node.Holders++;
        return first;
    }

    private void Release(string name)
    {
        foreach (var node in PathOf(DnsName.Encode(name)).ToList())
        {
            if (--node.Holders == 0)
                _nodes.TryRemove(node.Name, out _);
        }
    }

    private IEnumerable<ZoneNode> PathOf(byte[] name)
    {
        for (byte[] at = name; at.Length > 1; at = DnsName.Parent(at).ToArray())
            yield return _nodes.GetOrAdd(at, key => new ZoneNode(key));
    }
}
