using Tiphys.ApiServer.Authentication;

namespace Tiphys.ApiServer.Authorization;

/// <summary>What is to be authorized: the canonical reading of a request, made once and used by authorization, audit and admission alike.</summary>
public sealed record AuthorizationAttributes
{
    public required UserInfo User { get; init; }

    /// <summary>get, list, watch, create, update, patch, delete, deletecollection, proxy, connect, impersonate, bind, escalate ...; for other paths the lower-case method.</summary>
    public required string Verb { get; init; }

    public bool IsResourceRequest { get; init; }

    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    /// <summary>Plural; empty for other paths.</summary>
    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    /// <summary>Empty for cluster-scoped requests and requests over all namespaces.</summary>
    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>The canonical path.</summary>
    public string Path { get; init; } = "";

    /// <summary>Raw selectors of list, watch and deletecollection; authorizers may narrow by them.</summary>
    public string FieldSelector { get; init; } = "";

    public string LabelSelector { get; init; } = "";
}
