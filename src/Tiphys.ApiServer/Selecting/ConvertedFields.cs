using Tiphys.Api.Machinery.Selectors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Selecting;

/// <summary>
/// Field conditions on a custom resource asked for in another version than it is stored in: its fields exist only once it is converted. What a conversion showed is
/// remembered with the entry, so that watchers with the same selector convert an object once between them.
/// </summary>
internal sealed class ConvertedFields(ResourceInfo resource, FieldSelector fields)
{
    private readonly string _label = $"{resource.GroupVersion.Version}?{fields}";

    public static bool IsNeeded(ResourceInfo resource, FieldSelector fields) =>
        resource is { IsCustom: true, IsStorageVersion: false } && fields.Terms.Any(term => !term.Path.StartsWith("metadata.", StringComparison.Ordinal));

    /// <exception cref="Tiphys.Api.Errors.ApiException">500: the conversion has failed.</exception>
    public async ValueTask PrepareAsync(IReadOnlyList<CacheEntry> entries, ObjectSchemas schemas, CancellationToken cancellationToken)
    {
        var unknown = entries.Where(entry => !entry.TryRecall(_label, out _)).ToArray();
        if (unknown.Length == 0)
            return;
        var converted = await schemas.FromStorageAsync(resource, unknown, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < unknown.Length; i++)
            unknown[i].Remember(_label, fields.Matches(resource, converted[i]) ? "true" : "false");
    }

    public bool Matches(CacheEntry entry) => entry.TryRecall(_label, out var matches) && matches == "true";
}
