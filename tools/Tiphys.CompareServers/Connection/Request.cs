using Tiphys.Api.Documents;

namespace Tiphys.CompareServers.Connection;

/// <summary>A request as it is sent to either server.</summary>
/// <param name="Path">With its query, beginning with a slash.</param>
/// <param name="Body">Empty for none.</param>
internal sealed record Request(string Method, string Path, string ContentType, string Body)
{
    public static Request Json(string method, string path, DocNode body) => new(method, path, "application/json", body.ToString());

    public static Request Get(string path) => new("GET", path, "", "");

    public override string ToString() => Body.Length == 0 ? $"{Method} {Path}" : $"{Method} {Path} {ContentType} {Body}";
}
