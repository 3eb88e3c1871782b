using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Pipeline;

/// <summary>The one reading of a request's method, path and query that authorization, audit, admission and storage share.</summary>
/// <remarks>Follows upstream's request info rules; see <see cref="RequestInfoParser"/>.</remarks>
public sealed record RequestInfo
{
    /// <summary>True for paths under /api and /apis that name a resource.</summary>
    public bool IsResourceRequest { get; init; }

    /// <summary>The canonical path: decoded once, dot segments resolved.</summary>
    public required string Path { get; init; }

    /// <summary>The HTTP method, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>get, list, watch, create, update, patch, delete or deletecollection; for other paths the method in lower case.</summary>
    public required string Verb { get; init; }

    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    /// <summary>Plural; empty for other paths.</summary>
    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    /// <summary>The namespace in the path; for a request to one namespace object that namespace's name, as upstream has it.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The object's name; for collection requests the name that a field selector demands.</summary>
    public string Name { get; init; } = "";

    /// <summary>What stands behind the subresource, without the slash before it; for proxies.</summary>
    public string Tail { get; init; } = "";

    /// <summary>True if the path ends in the name of the collection, not of an object.</summary>
    public bool IsCollection { get; init; }

    public required RequestQuery Query { get; init; }

    public GroupVersion GroupVersion => new(Group, Version);

    public GroupResource GroupResource => new(Group, Resource);

    /// <summary>Requests that may last: watches and streams. They are not counted against short requests' limits.</summary>
    public bool IsLongRunning => Verb == "watch" || Subresource is "exec" or "attach" or "portforward" or "proxy"
        || (Subresource == "log" && Query.GetBool("follow"));
}
