using Tiphys.Api.Documents;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>
/// Lays an applied list over the live one, element by element. The order respects the applied one and otherwise stays close to the live one:
/// elements that only the live object has keep their place between shared ones.
/// </summary>
internal sealed class ListMerge
{
    private readonly Schema _schema;
    private readonly (string? Step, DocNode Element)[] _live;
    private readonly (string? Step, DocNode Element)[] _applied;
    private readonly ILookup<string, DocNode> _byStep;
    private readonly HashSet<string> _appliedSteps;

    // The elements both have, in the applied order, those not yet placed.
    private readonly Queue<string> _shared;
    private readonly HashSet<string> _placed = [];
    private readonly DocArray _result = [];

    public ListMerge(Schema schema, DocArray live, DocArray applied)
    {
        _schema = schema;
        _live = [.. live.Select(element => (PathStep.Element(schema, element), element))];
        _applied = [.. applied.Select(element => (PathStep.Element(schema, element), element))];
        _byStep = _live.Where(entry => entry.Step is not null).ToLookup(entry => entry.Step!, entry => entry.Element);
        _appliedSteps = [.. _applied.Select(entry => entry.Step).OfType<string>()];
        _shared = new(_applied.Select(entry => entry.Step).OfType<string>().Where(_byStep.Contains));
    }

    public DocArray Run()
    {
        var (live, applied) = (0, 0);
        while (live < _live.Length || applied < _applied.Length)
        {
            if (live < _live.Length && !IsApplied(_live[live].Step))
                _result.Add(_live[live++].Element);
            else if (live < _live.Length && (applied == _applied.Length || IsOutOfTurn(_live[live].Step!)))
                live++;
            else
                Place(_applied[applied++]);
        }

        return _result;
    }

    private bool IsApplied(string? step) => step is not null && _appliedSteps.Contains(step);

    // Placed already, or to be placed later, when the applied order comes to it.
    private bool IsOutOfTurn(string step) => _placed.Contains(step) || (_shared.TryPeek(out var next) && next != step);

    private void Place((string? Step, DocNode Element) entry)
    {
        if (_shared.TryPeek(out var next) && next == entry.Step)
            _shared.Dequeue();
        if (entry.Step is null || !_byStep.Contains(entry.Step))
        {
            _result.Add(entry.Element);
            return;
        }

        _placed.Add(entry.Step);
        var live = _byStep[entry.Step].ToArray();
        _result.Add(live.Length == 1 ? DocumentMerge.MergeValue(_schema.Items, live[0], entry.Element) : entry.Element);
    }
}
