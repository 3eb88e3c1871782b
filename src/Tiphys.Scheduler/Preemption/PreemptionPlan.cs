using Tiphys.Scheduler.Columns;

namespace Tiphys.Scheduler.Preemption;

/// <summary>Which pods go so that another finds room on a node.</summary>
internal sealed record PreemptionPlan(int Row, string Node, IReadOnlyList<PodEntry> Victims, int BudgetViolations);
