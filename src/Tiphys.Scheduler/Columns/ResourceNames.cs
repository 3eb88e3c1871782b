namespace Tiphys.Scheduler.Columns;

/// <summary>Numbers the resources, so that amounts stand in columns. CPU counts in thousandths, all others in units.</summary>
internal sealed class ResourceNames
{
    public const int Cpu = 0;
    public const int Memory = 1;
    public const int EphemeralStorage = 2;
    public const int Pods = 3;

    private readonly List<string> _names = ["cpu", "memory", "ephemeral-storage", "pods"];

    public int Count => _names.Count;

    public string this[int id] => _names[id];

    /// <summary>The resource's number, given to it on first sight.</summary>
    public int IdOf(string name)
    {
        var id = _names.IndexOf(name);
        if (id >= 0)
            return id;
        _names.Add(name);
        return _names.Count - 1;
    }

    /// <summary>The amount in the resource's column, rounded up as a request must be.</summary>
    public static long Amount(int id, decimal quantity)
    {
        var scaled = Math.Ceiling(id == Cpu ? quantity * 1000 : quantity);
        return scaled >= long.MaxValue ? long.MaxValue : (long)scaled;
    }
}
