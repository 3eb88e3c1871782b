using Tiphys.ApiServer.Content;

namespace Tiphys.ApiServer.Zpages;

/// <summary>How a page about the server itself is answered: as text for people, or as an object of <c>config.k8s.io</c>.</summary>
/// <param name="Version">The object's version; null for text.</param>
/// <param name="IsYaml">YAML rather than JSON.</param>
internal readonly record struct ZpageForm(string? Version, bool IsYaml)
{
    /// <summary>The version that is answered with a warning, because a newer one is there.</summary>
    public const string Deprecated = "v1alpha1";

    private const string Current = "v1beta1";

    /// <summary>The first clause of the Accept header that can be served, the ones of best quality first.</summary>
    /// <param name="kind">Flagz or Statusz: must be asked for by name, as <c>application/json;g=config.k8s.io;v=v1beta1;as=Flagz</c>.</param>
    /// <returns>Null if nothing the client accepts can be served.</returns>
    public static ZpageForm? Of(IEnumerable<string?> accept, string kind)
    {
        if (accept.All(string.IsNullOrWhiteSpace))
            return new ZpageForm(null, false);
        foreach (var clause in AcceptClause.ReadAll(accept))
        {
            if (Serve(clause, kind) is { } form)
                return form;
        }

        return null;
    }

    private static ZpageForm? Serve(AcceptClause clause, string kind)
    {
        if (clause.Parameters.Count == 0)
            return clause.Type is "text/plain" or "text/*" or "*/*" ? new ZpageForm(null, false) : null;
        if (clause.Type is not ("application/json" or "application/yaml") || clause["as"] != kind || clause["g"] != "config.k8s.io")
            return null;
        return clause["v"] is Current or Deprecated ? new ZpageForm(clause["v"], clause.Type == "application/yaml") : null;
    }
}
