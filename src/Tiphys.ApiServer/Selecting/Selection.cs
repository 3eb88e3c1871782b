using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Selectors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Selecting;

/// <summary>Which objects a list, watch or deletecollection is about: a namespace, labels and fields.</summary>
internal sealed class Selection
{
    private readonly LabelMatcher[] _labels;
    private readonly FieldMatcher[] _fields;
    private readonly FieldSelector? _slowFields;
    private readonly ConvertedFields? _convertedFields;
    private readonly ResourceInfo _resource;
    private readonly bool _nothing;

    private Selection(ResourceInfo resource, string ns, LabelSelector labels, FieldSelector fields)
    {
        _resource = resource;
        _labels = [.. labels.Requirements.Select(requirement => new LabelMatcher(requirement))];
        _nothing = !labels.IsEverything && labels.Requirements.Count == 0;
        _convertedFields = ConvertedFields.IsNeeded(resource, fields) ? new(resource, fields) : null;
        var plain = _convertedFields is null && fields.Terms.All(term => IsPlain(resource, term.Path));
        _fields = plain ? [.. fields.Terms.Select(term => new FieldMatcher(resource, term))] : [];
        _slowFields = plain || _convertedFields is not null ? null : fields;
        SelectsAll = labels.IsEverything && fields.IsEverything;
        var only = fields.RequiredValue("metadata.namespace");
        Namespace = ns.Length == 0 && only is not null && resource.Namespaced ? only : ns;
        KeyPrefix = Namespace.Length == 0 || !resource.Namespaced ? "" : Namespace + "/";
        if (fields.RequiredValue("metadata.name") is { Length: > 0 } name && (KeyPrefix.Length > 0 || !resource.Namespaced))
            SingleKey = KeyPrefix + name;
    }

    /// <summary>No selector at all: every object of the namespace.</summary>
    public bool SelectsAll { get; }

    public string Namespace { get; }

    /// <summary>What every selected object's key begins with.</summary>
    public string KeyPrefix { get; }

    /// <summary>The only key that can be selected; null if there may be several.</summary>
    public string? SingleKey { get; }

    /// <exception cref="ApiException">400: a selector cannot be read, or selects by a field that the resource is not indexed by.</exception>
    public static Selection Of(RequestContext context, ResourceInfo resource)
    {
        var query = context.Info.Query;
        var fields = FieldsOf(context.Info);
        fields.EnsureSupported(resource);
        var ns = resource.Namespaced ? context.Info.Namespace : "";
        return new(resource, ns, LabelSelector.Parse(query.Get("labelSelector")), fields);
    }

    /// <summary>The old watch path may name an object: then nothing but that object may be seen, as nothing else has been authorized.</summary>
    private static FieldSelector FieldsOf(RequestInfo info)
    {
        var fields = FieldSelector.Parse(info.Query.Get("fieldSelector"));
        if (info.IsCollection)
            return fields;
        return fields.IsEverything || fields.RequiredValue("metadata.name") == info.Name
            ? FieldSelector.Parse($"metadata.name={info.Name}")
            : throw ApiException.BadRequest("fieldSelector metadata.name doesn't match requested name");
    }

    /// <summary>Finds out what <see cref="Matches"/> cannot at once: fields of the requested version of custom resources that are stored in another.</summary>
    /// <exception cref="ApiException">500: the conversion has failed.</exception>
    public ValueTask PrepareAsync(CacheRange entries, ObjectSchemas schemas, CancellationToken cancellationToken)
    {
        if (_convertedFields is null)
            return ValueTask.CompletedTask;
        var all = new List<CacheEntry>();
        foreach (var entry in entries)
            all.Add(entry);
        return _convertedFields.PrepareAsync(all, schemas, cancellationToken);
    }

    /// <summary>The same for the two sides of a change.</summary>
    public ValueTask PrepareAsync(CacheEvent change, ObjectSchemas schemas, CancellationToken cancellationToken) => _convertedFields is null
        ? ValueTask.CompletedTask
        : _convertedFields.PrepareAsync(change.Previous is { } previous ? [previous, change.Current] : [change.Current], schemas, cancellationToken);

    /// <summary>Whether the selectors hold; the caller has seen to <see cref="KeyPrefix"/> and <c>PrepareAsync</c>.</summary>
    public bool Matches(CacheEntry entry)
    {
        if (SelectsAll)
            return true;
        if (_nothing)
            return false;
        foreach (var label in _labels)
        {
            if (!label.Matches(entry))
                return false;
        }

        foreach (var field in _fields)
        {
            if (!field.Matches(entry))
                return false;
        }

        return _convertedFields is not null ? _convertedFields.Matches(entry) : _slowFields is null || _slowFields.Matches(_resource, entry.Decode());
    }

    /// <summary>Labels that are another name for a field, or for several, are matched by decoding the object.</summary>
    private static bool IsPlain(ResourceInfo resource, string path) =>
        path.Contains('.') && !(resource.Resource == "jobs" && path == "status.successful") && resource.Resource != "events";
}
