using Tiphys.ApiServer.Metrics;

namespace Tiphys.ApiServer.Fairness;

/// <summary>Seats and queues of the priority levels, under the names that upstream's have.</summary>
internal sealed class FairnessMetrics(SeatDispatcher dispatcher) : IMetricSource
{
    private const string Prefix = "apiserver_flowcontrol_";

    public void Write(MetricText output)
    {
        var levels = dispatcher.Report();
        Family("nominal_limit_seats", "gauge", "A level's own share of the seats.", level => level.Seats);
        Family("current_executing_requests", "gauge", "Requests that have a seat.", level => level.Running);
        Family("current_inqueue_requests", "gauge", "Requests that wait for one.", level => level.Waiting);
        Family("dispatched_requests_total", "counter", "Requests that got a seat.", level => level.Dispatched);
        output.Family(Prefix + "rejected_requests_total", "counter", "Requests that were refused, by why.");
        foreach (var level in levels)
        {
            output.Sample(Prefix + "rejected_requests_total", level.RefusedFull, "priority_level", level.Name, "reason", "queue-full");
            output.Sample(Prefix + "rejected_requests_total", level.RefusedLate, "priority_level", level.Name, "reason", "time-out");
        }

        void Family(string name, string type, string help, Func<LevelReport, long> value)
        {
            output.Family(Prefix + name, type, help);
            foreach (var level in levels)
                output.Sample(Prefix + name, value(level), "priority_level", level.Name);
        }
    }
}
