using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Authentication;

namespace Tiphys.ApiServer.Admission;

/// <summary>One object on its way to the store, as admission sees it.</summary>
public sealed class AdmissionAttributes
{
    public required AdmissionOperation Operation { get; init; }

    public required ResourceInfo Resource { get; init; }

    /// <summary>Empty for the resource itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Empty for cluster-scoped objects.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>Empty while a generated name has not been made.</summary>
    public string Name { get; init; } = "";

    /// <summary>The new object, decoded and defaulted, in the request's version; mutating plugins change it in place or replace it. Null on delete.
    /// For subresources with a body of their own (binding, eviction, scale, token) that body.</summary>
    public DocObject? Object { get; set; }

    /// <summary>The object as it stands; null on create and connect. Never to be changed.</summary>
    public DocObject? OldObject { get; init; }

    /// <summary>CreateOptions, UpdateOptions, PatchOptions or DeleteOptions as a document; null on connect.</summary>
    public DocObject? Options { get; init; }

    public required UserInfo User { get; init; }

    /// <summary>Nothing will be stored and no side effects are allowed.</summary>
    public bool DryRun { get; init; }

    /// <summary>Texts for Warning headers.</summary>
    public ICollection<string> Warnings { get; } = [];

    /// <summary>Key and value pairs for the audit event.</summary>
    public IDictionary<string, string> AuditAnnotations { get; } = new Dictionary<string, string>();
}
