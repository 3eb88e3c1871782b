using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Conversion;

/// <summary>
/// Converts objects of built-in kinds between a served version and the version they are stored in. Kinds whose versions have one
/// shape only change their apiVersion; the conversions of custom resources by webhook are the server's.
/// </summary>
public static class VersionConverter
{
    /// <summary>The object in the version it is stored in. The input may be changed and may share parts with the result.</summary>
    public static DocObject ToStorage(ResourceInfo resource, DocObject document)
    {
        if (resource.IsCustom || resource.GroupVersion == resource.StorageVersion)
            return WithVersion(document, resource.StorageVersion);
        return resource switch
        {
            { Kind: "HorizontalPodAutoscaler", GroupVersion.Version: "v1" } => AutoscalerConversion.FromV1(document),
            { Kind: "Event", GroupVersion.Group: "events.k8s.io" } => EventConversion.ToCore(document),
            _ => WithVersion(document, resource.StorageVersion),
        };
    }

    /// <summary>A stored object in the version of the resource. The input may be changed and may share parts with the result.</summary>
    public static DocObject FromStorage(ResourceInfo resource, DocObject stored)
    {
        if (resource.IsCustom || resource.GroupVersion == resource.StorageVersion)
            return WithVersion(stored, resource.GroupVersion);
        return resource switch
        {
            { Kind: "HorizontalPodAutoscaler", GroupVersion.Version: "v1" } => AutoscalerConversion.ToV1(stored),
            { Kind: "Event", GroupVersion.Group: "events.k8s.io" } => EventConversion.FromCore(stored),
            _ => WithVersion(stored, resource.GroupVersion),
        };
    }

    /// <summary>True if the stored bytes serve the version as they are.</summary>
    public static bool IsIdentity(ResourceInfo resource) => resource.GroupVersion == resource.StorageVersion;

    private static DocObject WithVersion(DocObject document, GroupVersion version)
    {
        document["apiVersion"] = version.ToString();
        return document;
    }
}
