using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Outbound;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Aggregation;

/// <summary>An APIService that another server answers for.</summary>
/// <param name="Name">The object's name, <c>v1alpha1.wardle.example.com</c>.</param>
/// <param name="Service">Where that server listens.</param>
/// <param name="CaBundle">PEM; empty with <paramref name="SkipVerify"/>.</param>
internal sealed record AggregatedService(
    string Name, GroupVersion GroupVersion, ServiceAddress Service, string CaBundle, bool SkipVerify, int GroupPriority, int VersionPriority, long Revision)
{
    private const int DefaultPort = 443;

    /// <summary>Null for an APIService without a service: this server answers for it.</summary>
    public static AggregatedService? Read(StoredObject stored)
    {
        var document = stored.Decode();
        if (document.GetPath("spec", "service") is not DocObject service || document.GetObject("spec") is not { } spec)
            return null;
        var address = new ServiceAddress(service.StringAt("namespace"), service.StringAt("name"), (int)(service.GetInt64("port") ?? DefaultPort));
        return new(
            stored.Name,
            new(spec.StringAt("group"), spec.StringAt("version")),
            address,
            Text(spec.StringAt("caBundle")),
            spec.GetBool("insecureSkipTLSVerify") == true,
            (int)(spec.GetInt64("groupPriorityMinimum") ?? 0),
            (int)(spec.GetInt64("versionPriority") ?? 0),
            stored.Revision);
    }

    private static string Text(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? System.Text.Encoding.UTF8.GetString(bytes, 0, length) : "";
    }
}
