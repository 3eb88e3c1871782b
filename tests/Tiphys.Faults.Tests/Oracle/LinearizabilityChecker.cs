namespace Tiphys.Faults.Tests.Oracle;

/// <summary>
/// Proves that the operations on one key can be put in one order that every answer agrees with and that never puts an operation before one that
/// had returned when it was called.
/// </summary>
/// <remarks>Wing and Gong's search with Lowe's memory of places it has been to ("Testing for linearizability", 2017).</remarks>
internal sealed class LinearizabilityChecker
{
    private readonly Node _head = new(null, false);
    private readonly HashSet<(ulong Done, KeyState State)> _visited = [];
    private readonly Stack<(Node Call, KeyState Before)> _order = new();
    private int _returnsLeft;
    private int _most;
    private Operation? _stuckAt;

    private LinearizabilityChecker(IEnumerable<Operation> operations)
    {
        var marks = new Random(20);
        var nodes = new List<(long At, Node Node)>();
        foreach (var operation in operations)
        {
            var call = new Node(operation, false) { Mark = (ulong)marks.NextInt64() };
            nodes.Add((operation.Call, call));
            if (operation.Outcome == OperationOutcome.Unknown)
                continue;
            call.Return = new Node(operation, true);
            nodes.Add((operation.Return, call.Return));
            _returnsLeft++;
        }

        // At the same instant calls come first: the two then count as concurrent.
        var last = _head;
        foreach (var (_, node) in nodes.OrderBy(node => node.At).ThenBy(node => node.Node.IsReturn))
        {
            (last.Next, node.Previous) = (node, last);
            last = node;
        }
    }

    /// <summary>What is wrong with the history of one key; null if nothing is.</summary>
    public static string? Check(string key, IReadOnlyCollection<Operation> operations)
    {
        var checker = new LinearizabilityChecker(operations);
        return checker.Search() ? null : $"{key} is not linearizable: no order of the operations explains\n  {checker._stuckAt}\nof\n  {string.Join("\n  ", operations.OrderBy(operation => operation.Call))}";
    }

    private bool Search()
    {
        var (state, done, at) = (default(KeyState), 0UL, _head.Next);
        while (_returnsLeft > 0)
        {
            if (at is { IsReturn: false })
            {
                if (state.After(at.Operation!) is { } after && _visited.Add((done ^ at.Mark, after)))
                {
                    _order.Push((at, state));
                    (state, done) = (after, done ^ at.Mark);
                    Lift(at);
                    at = _head.Next;
                }
                else
                {
                    at = at.Next;
                }

                continue;
            }

            if (at is not null && _order.Count >= _most)
                (_most, _stuckAt) = (_order.Count, at.Operation);
            if (!_order.TryPop(out var undone))
                return false;
            (state, done) = (undone.Before, done ^ undone.Call.Mark);
            PutBack(undone.Call);
            at = undone.Call.Next;
        }

        return true;
    }

    private void Lift(Node call)
    {
        call.Unlink();
        if (call.Return is null)
            return;
        call.Return.Unlink();
        _returnsLeft--;
    }

    private void PutBack(Node call)
    {
        if (call.Return is not null)
        {
            call.Return.Relink();
            _returnsLeft++;
        }

        call.Relink();
    }

    private sealed class Node(Operation? operation, bool isReturn)
    {
        public Operation? Operation { get; } = operation;

        public bool IsReturn { get; } = isReturn;

        public ulong Mark { get; init; }

        public Node? Return { get; set; }

        public Node? Previous { get; set; }

        public Node? Next { get; set; }

        public void Unlink()
        {
            Previous!.Next = Next;
            if (Next is not null)
                Next.Previous = Previous;
        }

        public void Relink()
        {
            Previous!.Next = this;
            if (Next is not null)
                Next.Previous = this;
        }
    }
}
