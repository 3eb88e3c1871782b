using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Registry;

/// <summary>What is to be written and how the client wants it done: the common part of every create, update, patch and delete.</summary>
internal sealed record WriteRequest
{
    public required RequestContext Context { get; init; }

    public required ResourceInfo Resource { get; init; }

    /// <summary>Empty for cluster-scoped objects.</summary>
    public required string Namespace { get; init; }

    /// <summary>Empty for a create whose object brings the name.</summary>
    public required string Name { get; init; }

    /// <summary>Empty for the object itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>What admission sees in the object's place; null for the object itself.</summary>
    public SubresourceForm? Form { get; init; }

    public bool DryRun { get; init; }

    /// <summary>The name under which fields are owned; by default the first part of the client's User-Agent.</summary>
    public string FieldManager { get; init; } = "";

    /// <summary>A server-side apply: the document comes with its managedFields worked in.</summary>
    public bool IsApply { get; init; }

    public FieldValidation Validation { get; init; } = FieldValidation.Warn;

    /// <summary>CreateOptions, UpdateOptions, PatchOptions or DeleteOptions as admission sees them.</summary>
    public DocObject Options { get; init; } = [];

    public CancellationToken Cancellation => Context.Aborted;

    /// <summary>The resource as errors name it.</summary>
    public GroupResource GroupResource => Resource.GroupResource;

    /// <summary>The resource under which it is stored.</summary>
    public GroupResource StorageResource => Resource.StorageResource;

    /// <summary>Reads the options that writes carry in the query.</summary>
    /// <exception cref="ApiException">400 or 422: an option has a value that does not exist.</exception>
    public static WriteRequest Of(RequestContext context, ResourceInfo resource, string optionsKind)
    {
        var info = context.Info;
        var options = new DocObject { { "kind", optionsKind }, { "apiVersion", "meta.k8s.io/v1" } };
        var dryRun = ReadDryRun(info.Query, options, optionsKind);
        var manager = ReadFieldManager(context, options);
        return new()
        {
            Context = context,
            Resource = resource,
            Namespace = resource.Namespaced ? info.Namespace : "",
            Name = info.IsCollection ? "" : info.Name,
            Subresource = info.Subresource,
            DryRun = dryRun,
            FieldManager = manager,
            Validation = ReadValidation(info.Query, options),
            Options = options,
        };
    }

    /// <summary>A delete, whose options come from its body where it has one.</summary>
    public static WriteRequest OfDelete(RequestContext context, ResourceInfo resource, DeleteOptions options) => new()
    {
        Context = context,
        Resource = resource,
        Namespace = resource.Namespaced ? context.Info.Namespace : "",
        Name = context.Info.IsCollection ? "" : context.Info.Name,
        Subresource = context.Info.Subresource,
        DryRun = options.DryRun,
        Options = options.ToDocument(),
    };

    private static bool ReadDryRun(RequestQuery query, DocObject options, string optionsKind)
    {
        var values = query.GetAll("dryRun");
        if (values.Count == 0)
            return false;
        if (values.Any(value => value != "All"))
        {
            var shown = new DocArray(values.Select(value => (DocNode)value));
            throw ApiException.Invalid("meta.k8s.io", optionsKind, "", [new("FieldValueNotSupported", $"Unsupported value: {shown}: supported values: \"All\"", "dryRun")]);
        }

        options["dryRun"] = new DocArray(["All"]);
        return true;
    }

    private static string ReadFieldManager(RequestContext context, DocObject options)
    {
        var manager = context.Info.Query.Get("fieldManager");
        if (manager.Length > 0)
        {
            if (FieldManagerRules.Wrong(manager) is { } wrong)
                throw ApiException.Invalid("meta.k8s.io", options.GetString("kind")!, "", [wrong]);
            options["fieldManager"] = manager;
            return manager;
        }

        return Tiphys.Api.Machinery.ServerSideApply.FieldManager.NameOf(null, context.Http.Request.Headers.UserAgent);
    }

    private static FieldValidation ReadValidation(RequestQuery query, DocObject options)
    {
        var text = query.Get("fieldValidation");
        if (text is not ("" or "Ignore" or "Strict" or "Warn"))
        {
            var message = $"Unsupported value: {(DocNode)text}: supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"";
            throw ApiException.Invalid("meta.k8s.io", options.GetString("kind")!, "", [new("FieldValueNotSupported", message, "fieldValidation")]);
        }

        if (text.Length > 0)
            options["fieldValidation"] = text;
        return StrictComplaints.ParseDirective(text);
    }
}
