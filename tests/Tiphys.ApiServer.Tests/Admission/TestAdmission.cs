using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Authentication;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Tests.Admission;

/// <summary>Makes what admission sees from a few words.</summary>
internal static class TestAdmission
{
    public static readonly UserInfo Admin = new("admin") { Groups = ["system:masters", "system:authenticated"] };

    public static DocObject Json(string text) => DocReader.ParseObject(Encoding.UTF8.GetBytes(text));

    public static ResourceInfo Resource(string apiVersion, string resource)
    {
        Assert.True(GroupVersion.TryParse(apiVersion, out var version));
        Assert.True(ResourceCatalog.BuiltIn.TryGet(version, resource, out var info), $"{apiVersion} {resource} is not in the catalogue");
        return info;
    }

    public static AdmissionAttributes Create(string apiVersion, string resource, string json, UserInfo? user = null, string subresource = "", bool dryRun = false) =>
        Make(AdmissionOperation.Create, apiVersion, resource, json, null, user, subresource, dryRun);

    public static AdmissionAttributes Update(string apiVersion, string resource, string json, string old, UserInfo? user = null, string subresource = "") =>
        Make(AdmissionOperation.Update, apiVersion, resource, json, old, user, subresource);

    public static AdmissionAttributes Delete(string apiVersion, string resource, string old, UserInfo? user = null) =>
        Make(AdmissionOperation.Delete, apiVersion, resource, null, old, user, "");

    /// <summary>Runs one plugin as the chain would: mutate, then validate.</summary>
    public static async Task<DocObject> RunAsync(this IAdmissionPlugin plugin, AdmissionAttributes attributes)
    {
        if (plugin.Handles(attributes))
        {
            await plugin.MutateAsync(attributes, default);
            await plugin.ValidateAsync(attributes, default);
        }

        return attributes.Object!;
    }

    private static AdmissionAttributes Make(
        AdmissionOperation operation, string apiVersion, string resource, string? json, string? old, UserInfo? user, string subresource, bool dryRun = false)
    {
        var body = Json(json ?? old!);
        return new AdmissionAttributes
        {
            Operation = operation,
            Resource = Resource(apiVersion, resource),
            Subresource = subresource,
            Namespace = body.ObjectNamespace,
            Name = body.ObjectName,
            Object = json is null ? null : body,
            OldObject = old is null ? null : Json(old),
            User = user ?? Admin,
            DryRun = dryRun,
        };
    }
}
