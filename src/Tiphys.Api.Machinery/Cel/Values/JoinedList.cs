namespace Tiphys.Api.Machinery.Cel.Values;

/// <summary>Two lists, one behind the other. Flat once it is read, so that chains of sums do not cost per element.</summary>
internal sealed class JoinedList(CelList first, CelList second) : CelList
{
    private CelValue[]? _flat;

    public override int Count { get; } = first.Count + second.Count;

    public override CelValue this[int index] => (_flat ??= Flatten())[index];

    private CelValue[] Flatten()
    {
        var flat = new CelValue[Count];
        var end = flat.Length;
        var pending = new Stack<CelList>([first, second]);
        while (pending.TryPop(out var list))
        {
            if (list is JoinedList { _flat: null } joined)
            {
                pending.Push(joined.First);
                pending.Push(joined.Second);
                continue;
            }

            end -= list.Count;
            for (var i = 0; i < list.Count; i++)
                flat[end + i] = list[i];
        }

        return flat;
    }

    private CelList First => first;

    private CelList Second => second;
}
