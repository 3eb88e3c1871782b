using System.Collections.Concurrent;
using System.Globalization;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Metrics;

/// <summary>Counts requests, their durations and those in flight, under the names that kube-apiserver's have.</summary>
internal sealed class RequestMetrics(CatalogHolder catalog, TimeProvider time) : IMetricSource
{
    private readonly ConcurrentDictionary<(RequestLabels Labels, int Code), StrongCount> _requests = new();
    private readonly ConcurrentDictionary<RequestLabels, LatencyHistogram> _durations = new();
    private long _reading;
    private long _mutating;
    private long _longRunning;

    /// <summary>Counts a request in; the answer is for <see cref="End"/>.</summary>
    public long Begin(RequestInfo info)
    {
        Interlocked.Increment(ref InFlight(info));
        return time.GetTimestamp();
    }

    public void End(RequestInfo info, long began, int code)
    {
        Interlocked.Decrement(ref InFlight(info));
        var labels = LabelsOf(info);
        Interlocked.Increment(ref _requests.GetOrAdd((labels, code), static _ => new()).Value);
        if (!info.IsLongRunning)
            _durations.GetOrAdd(labels, static _ => new()).Observe(time.GetElapsedTime(began));
    }

    public void Write(MetricText output)
    {
        output.Family("apiserver_request_total", "counter", "Requests answered, by verb, resource and code.");
        foreach (var ((labels, code), count) in _requests)
        {
            output.Sample(
                "apiserver_request_total", Volatile.Read(ref count.Value), "code", code.ToString(CultureInfo.InvariantCulture), "component", "apiserver", "dry_run", "",
                "group", labels.Group, "resource", labels.Resource, "scope", labels.Scope, "subresource", labels.Subresource, "verb", labels.Verb, "version", labels.Version);
        }

        output.Family("apiserver_request_terminations_total", "counter", "Requests that the server ended itself: too many, or too slow.");
        foreach (var ((labels, code), count) in _requests.Where(entry => entry.Key.Code is 429 or 504))
        {
            output.Sample(
                "apiserver_request_terminations_total", Volatile.Read(ref count.Value), "code", code.ToString(CultureInfo.InvariantCulture), "component", "apiserver",
                "group", labels.Group, "resource", labels.Resource, "scope", labels.Scope, "subresource", labels.Subresource, "verb", labels.Verb, "version", labels.Version);
        }

        output.Family("apiserver_request_duration_seconds", "histogram", "How long answers took, by verb and resource.");
        foreach (var (labels, durations) in _durations)
        {
            durations.Write(
                output, "apiserver_request_duration_seconds", "component", "apiserver", "dry_run", "", "group", labels.Group, "resource", labels.Resource,
                "scope", labels.Scope, "subresource", labels.Subresource, "verb", labels.Verb, "version", labels.Version);
        }

        output.Family("apiserver_current_inflight_requests", "gauge", "Short requests being answered.");
        output.Sample("apiserver_current_inflight_requests", Volatile.Read(ref _mutating), "request_kind", "mutating");
        output.Sample("apiserver_current_inflight_requests", Volatile.Read(ref _reading), "request_kind", "readOnly");
        output.Family("apiserver_longrunning_requests", "gauge", "Watches and streams being served.");
        output.Sample("apiserver_longrunning_requests", Volatile.Read(ref _longRunning), "component", "apiserver");
    }

    private ref long InFlight(RequestInfo info)
    {
        if (info.IsLongRunning)
            return ref _longRunning;
        return ref info.Verb is "get" or "list" or "head" ? ref _reading : ref _mutating;
    }

    private RequestLabels LabelsOf(RequestInfo info)
    {
        if (!info.IsResourceRequest || !catalog.Current.TryGet(info.GroupVersion, info.Resource, out var resource))
            return new(KnownVerb(info.Verb), "", "", "", "", "");
        var subresource = info.Subresource.Length > 0 && resource.Subresources.Any(sub => sub.Name == info.Subresource) ? info.Subresource : "";
        var scope = !info.IsCollection ? "resource" : info.Namespace.Length > 0 ? "namespace" : "cluster";
        return new(KnownVerb(info.Verb), info.Group, info.Version, info.Resource, subresource, scope);
    }

    private static string KnownVerb(string verb) => verb switch
    {
        "create" or "post" => "POST",
        "update" or "put" => "PUT",
        "get" => "GET",
        "list" => "LIST",
        "watch" => "WATCH",
        "patch" => "PATCH",
        "delete" => "DELETE",
        "deletecollection" => "DELETECOLLECTION",
        _ => "other",
    };

    private sealed class StrongCount
    {
        public long Value;
    }
}
