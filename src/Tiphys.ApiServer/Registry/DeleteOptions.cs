using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Registry;

/// <summary>How an object is to be deleted (metav1.DeleteOptions).</summary>
internal sealed record DeleteOptions
{
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Orphan, Background or Foreground; null if the client left it open.</summary>
    public string? PropagationPolicy { get; init; }

    /// <summary>The old form of the policy.</summary>
    public bool? OrphanDependents { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public bool DryRun { get; init; }

    /// <summary>Upstream answers 202 in this one case when the object is not gone at once.</summary>
    public bool AcceptedWhenPending => OrphanDependents == false;

    /// <summary>Reads the body if there is one, else the query: never both.</summary>
    /// <exception cref="ApiException">400 or 422: an option that does not exist or does not fit another.</exception>
    public static DeleteOptions Of(DocObject? body, RequestQuery query)
    {
        EnsureReadable(body);
        var read = body is null ? FromQuery(query) : FromBody(body);
        return (read.GracePeriodSeconds < 0 ? read with { GracePeriodSeconds = 1 } : read).Checked();
    }

    /// <summary>The options as admission sees them.</summary>
    public DocObject ToDocument()
    {
        var document = new DocObject { { "kind", "DeleteOptions" }, { "apiVersion", "meta.k8s.io/v1" } };
        var preconditions = new DocObject();
        if (Uid is not null)
            preconditions["uid"] = Uid;
        if (ResourceVersion is not null)
            preconditions["resourceVersion"] = ResourceVersion;
        if (GracePeriodSeconds is { } seconds)
            document["gracePeriodSeconds"] = seconds;
        if (preconditions.Count > 0)
            document["preconditions"] = preconditions;
        if (OrphanDependents is { } orphans)
            document["orphanDependents"] = orphans;
        if (PropagationPolicy is not null)
            document["propagationPolicy"] = PropagationPolicy;
        if (DryRun)
            document["dryRun"] = new DocArray(["All"]);
        return document;
    }

    private static DeleteOptions FromBody(DocObject body)
    {
        var preconditions = body.GetObject("preconditions");
        return new()
        {
            GracePeriodSeconds = body.GetInt64("gracePeriodSeconds"),
            PropagationPolicy = body.GetString("propagationPolicy"),
            OrphanDependents = body.GetBool("orphanDependents"),
            Uid = preconditions?.GetString("uid"),
            ResourceVersion = preconditions?.GetString("resourceVersion"),
            DryRun = ReadDryRun(body.GetArray("dryRun")?.Strings() ?? []),
        };
    }

    private static DeleteOptions FromQuery(RequestQuery query) => new()
    {
        GracePeriodSeconds = query.GetInt64("gracePeriodSeconds"),
        PropagationPolicy = query.Has("propagationPolicy") ? query.Get("propagationPolicy") : null,
        OrphanDependents = query.Has("orphanDependents") ? (bool?)query.GetBool("orphanDependents") : null,
        Uid = query.Has("uid") ? query.Get("uid") : null,
        ResourceVersion = query.Has("resourceVersion") ? query.Get("resourceVersion") : null,
        DryRun = ReadDryRun(query.GetAll("dryRun")),
    };

    /// <summary>Options that cannot be read must not delete as if they had not been given.</summary>
    private static void EnsureReadable(DocObject? body)
    {
        if (body?.GetString("kind") is { Length: > 0 } kind && kind != "DeleteOptions")
            throw ApiException.BadRequest($"no kind \"{kind}\" is registered for version \"{body.GetString("apiVersion")}\" as the options of a delete");
        EnsureType<DocNumber>(body, "gracePeriodSeconds", "an integer");
        EnsureType<DocBool>(body, "orphanDependents", "a boolean");
        EnsureType<DocString>(body, "propagationPolicy", "a string");
        EnsureType<DocArray>(body, "dryRun", "a list");
        EnsureType<DocObject>(body, "preconditions", "an object");
        EnsureType<DocString>(body?.GetObject("preconditions"), "uid", "a string");
        EnsureType<DocString>(body?.GetObject("preconditions"), "resourceVersion", "a string");
        if (body?["gracePeriodSeconds"] is DocNumber && body.GetInt64("gracePeriodSeconds") is null)
            throw ApiException.BadRequest("DeleteOptions: gracePeriodSeconds is not an integer");
    }

    private static void EnsureType<T>(DocObject? from, string name, string wanted)
        where T : DocNode
    {
        if (from?[name] is not (null or DocNull or T))
            throw ApiException.BadRequest($"DeleteOptions: {name} is not {wanted}");
    }

    private static bool ReadDryRun(IEnumerable<string?> values)
    {
        var given = values.ToArray();
        if (Array.TrueForAll(given, value => value == "All"))
            return given.Length > 0;
        var shown = string.Join(",", given.Select(value => $"\"{value}\""));
        throw Invalid("FieldValueNotSupported", "dryRun", $"Unsupported value: [{shown}]: supported values: \"All\"");
    }

    private DeleteOptions Checked()
    {
        if (PropagationPolicy is not (null or "Orphan" or "Background" or "Foreground"))
        {
            throw Invalid(
                "FieldValueNotSupported",
                "propagationPolicy",
                $"Unsupported value: \"{PropagationPolicy}\": supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"");
        }

        return OrphanDependents is not null && PropagationPolicy is not null
            ? throw Invalid("FieldValueInvalid", "propagationPolicy", $"Invalid value: \"{PropagationPolicy}\": orphanDependents and deletionPropagation cannot be both set")
            : this;
    }

    private static ApiException Invalid(string reason, string field, string message) =>
        ApiException.Invalid("meta.k8s.io", "DeleteOptions", "", [new(reason, message, field)]);
}
