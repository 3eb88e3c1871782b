using System.Globalization;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Metrics;

namespace Tiphys.ApiServer.Admission.Webhooks;

/// <summary>How long webhooks took, how often they refused, and how often they could not be asked.</summary>
internal sealed class WebhookMetrics(TimeProvider time) : IMetricSource
{
    private const string Prefix = "apiserver_admission_webhook_";
    private readonly LabeledDurations _durations = new(Prefix + "admission_duration_seconds", "How long a webhook took to answer.", "name", "operation", "rejected", "type");

    private readonly LabeledCounters _rejections = new(
        Prefix + "rejection_count", "Writes that ended at a webhook, by whether it refused or could not be asked.", "error_type", "name", "operation", "rejection_code", "type");

    private readonly LabeledCounters _open = new(Prefix + "fail_open_count", "Writes that went on although a webhook could not be asked.", "name", "type");

    public long Begin() => time.GetTimestamp();

    /// <param name="refusal">Null if the write may go on.</param>
    /// <param name="isVerdict">The refusal is the webhook's own word.</param>
    public void End(string name, AdmissionAttributes attributes, bool mutates, ApiException? refusal, bool isVerdict, long began)
    {
        var operation = attributes.Operation.ToString().ToUpperInvariant();
        _durations.Observe(time.GetElapsedTime(began), name, operation, refusal is null ? "false" : "true", TypeOf(mutates));
        if (refusal is not null)
            _rejections.Add(isVerdict ? "no_error" : "calling_webhook_error", name, operation, isVerdict ? refusal.Code.ToString(CultureInfo.InvariantCulture) : "0", TypeOf(mutates));
    }

    public void FailedOpen(string name, bool mutates) => _open.Add(name, TypeOf(mutates));

    public void Write(MetricText output)
    {
        _durations.Write(output);
        _rejections.Write(output);
        _open.Write(output);
    }

    private static string TypeOf(bool mutates) => mutates ? "admit" : "validating";
}
