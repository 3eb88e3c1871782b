using Microsoft.AspNetCore.Http;

namespace Tiphys.ApiServer.Pipeline;

/// <summary>
/// Reads a request once. <c>/api/V/...</c> and <c>/apis/G/V/...</c> are resource requests:
/// <c>[namespaces/NS/]RESOURCE[/NAME[/SUBRESOURCE[/TAIL]]]</c>, with the old <c>watch/</c> before it accepted.
/// </summary>
internal static class RequestInfoParser
{
    public static RequestInfo Parse(HttpRequest request)
    {
        // Kestrel has decoded the path once and resolved dot segments; an encoded slash stays encoded, and no name may hold a percent sign.
        var path = request.Path.Value ?? "/";
        var method = request.Method;
        var query = RequestQuery.Of(request);
        var plain = new RequestInfo { Path = path, Method = method, Verb = method.ToLowerInvariant(), Query = query };
        var rest = path.AsSpan().Trim('/');
        var prefix = Take(ref rest);
        if (prefix is not ("api" or "apis") || rest.IsEmpty)
            return plain;
        var group = prefix == "apis" ? Take(ref rest) : "";
        var version = Take(ref rest);
        if (version.Length == 0 || rest.IsEmpty)
            return plain;
        return ParseResource(plain with { IsResourceRequest = true, Group = group, Version = version }, rest);
    }

    private static RequestInfo ParseResource(RequestInfo info, ReadOnlySpan<char> rest)
    {
        var verb = VerbOf(info.Method);
        var first = Take(ref rest);
        if (first == "watch" && !rest.IsEmpty)
        {
            verb = "watch";
            first = Take(ref rest);
        }

        var (ns, resource, name, subresource) = ("", first, Take(ref rest), Take(ref rest));
        if (first == "namespaces" && name.Length > 0)
        {
            ns = name;
            if (subresource.Length > 0 && subresource is not ("status" or "finalize"))
                (resource, name, subresource) = (subresource, Take(ref rest), Take(ref rest));
        }

        var collection = name.Length == 0;
        if (collection)
            (verb, name) = CollectionVerb(info, verb);
        return info with
        {
            Verb = verb,
            Namespace = ns,
            Resource = resource,
            Name = name,
            Subresource = subresource,
            Tail = rest.ToString(),
            IsCollection = collection,
        };
    }

    private static (string Verb, string Name) CollectionVerb(RequestInfo info, string verb)
    {
        if (verb == "get")
            verb = info.Query.GetBool("watch") ? "watch" : "list";
        else if (verb == "delete")
            verb = "deletecollection";
        return (verb, verb is "list" or "watch" or "deletecollection" ? SelectedName(info.Query.Get("fieldSelector")) : "");
    }

    /// <summary>A selector that names one object narrows authorization to it.</summary>
    private static string SelectedName(string fieldSelector)
    {
        foreach (var range in fieldSelector.AsSpan().Split(','))
        {
            var term = fieldSelector.AsSpan(range);
            if (!term.StartsWith("metadata.name="))
                continue;
            var name = term["metadata.name=".Length..].TrimStart('=');
            return name.IndexOfAny('/', '%') < 0 && name is not ("." or "..") ? name.ToString() : "";
        }

        return "";
    }

    private static string VerbOf(string method) => method switch
    {
        "GET" or "HEAD" => "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => "delete",
        _ => "",
    };

    private static string Take(ref ReadOnlySpan<char> rest)
    {
        var slash = rest.IndexOf('/');
        var segment = slash < 0 ? rest : rest[..slash];
        rest = slash < 0 ? default : rest[(slash + 1)..];
        return segment.ToString();
    }
}
