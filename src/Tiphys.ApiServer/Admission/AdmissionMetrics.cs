using Tiphys.ApiServer.Metrics;

namespace Tiphys.ApiServer.Admission;

/// <summary>How long each member of the chain took, and each of the chain's two steps as a whole.</summary>
internal sealed class AdmissionMetrics(IReadOnlyList<IAdmissionPlugin> members, TimeProvider time) : IMetricSource
{
    private const string PluginName = "apiserver_admission_controller_admission_duration_seconds";
    private const string StepName = "apiserver_admission_step_admission_duration_seconds";
    private static readonly string[] Operations = ["CREATE", "UPDATE", "DELETE", "CONNECT"];
    private readonly LatencyHistogram?[] _plugins = new LatencyHistogram?[members.Count * 16];
    private readonly LatencyHistogram?[] _steps = new LatencyHistogram?[16];

    public long Begin() => time.GetTimestamp();

    public void EndPlugin(int member, AdmissionAttributes attributes, bool validates, bool rejected, long began) =>
        Observe(ref _plugins[(member * 16) + Index(attributes, validates, rejected)], began);

    public void EndStep(AdmissionAttributes attributes, bool validates, bool rejected, long began) => Observe(ref _steps[Index(attributes, validates, rejected)], began);

    public void Write(MetricText output)
    {
        output.Family(PluginName, "histogram", "How long an admission plugin took, by operation and by whether it refused.");
        for (var i = 0; i < _plugins.Length; i++)
            Volatile.Read(ref _plugins[i])?.Write(output, PluginName, ["name", members[i / 16].Name, .. Labels(i % 16)]);
        output.Family(StepName, "histogram", "How long mutating or validating admission took as a whole.");
        for (var i = 0; i < _steps.Length; i++)
            Volatile.Read(ref _steps[i])?.Write(output, StepName, Labels(i));
    }

    private void Observe(ref LatencyHistogram? cell, long began)
    {
        var histogram = Volatile.Read(ref cell);
        if (histogram is null)
        {
            var made = new LatencyHistogram();
            histogram = Interlocked.CompareExchange(ref cell, made, null) ?? made;
        }

        histogram.Observe(time.GetElapsedTime(began));
    }

    private static int Index(AdmissionAttributes attributes, bool validates, bool rejected) =>
        (Array.IndexOf(Operations, attributes.Operation.ToString().ToUpperInvariant()) * 4) + (validates ? 2 : 0) + (rejected ? 1 : 0);

    private static string[] Labels(int index) =>
        ["operation", Operations[index / 4], "rejected", (index & 1) == 1 ? "true" : "false", "type", (index & 2) == 2 ? "validate" : "admit"];
}
