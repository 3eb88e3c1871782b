using Tiphys.Api.Machinery.Strategies;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>Fields that no manager ever owns, and those a write to a resource or subresource does not reach.</summary>
internal static class UntrackedFields
{
    private static readonly string[] Identity =
        ["name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields", "resourceVersion"];

    private static readonly FieldSet Stripped = BuildStripped();
    private static readonly FieldSet StatusTree = Trees("status");
    private static readonly FieldSet SpecTree = Trees("spec");
    private static readonly FieldSet SpecAndMetadataTrees = Trees("spec", "metadata");
    private static readonly FieldSet SpecAndLabels = Paths(["spec"], ["metadata", "labels"]);
    private static readonly FieldSet SpecAndOwners = Paths(["spec"], ["metadata", "ownerReferences"], ["metadata", "deletionTimestamp"]);
    private static readonly FieldSet None = new();

    /// <summary>The set without apiVersion, kind and what the server keeps in metadata.</summary>
    public static FieldSet Strip(FieldSet set) => set.Except(Stripped);

    /// <summary>The trees that a write does not reach.</summary>
    public static FieldSet ResetBy(ResourceInfo resource, string subresource)
    {
        if (!resource.HasStatus)
            return None;
        return subresource switch
        {
            "" => StatusTree,
            "status" => OfStatus(resource),
            _ => None,
        };
    }

    private static FieldSet OfStatus(ResourceInfo resource) => resource switch
    {
        _ when StatusWrites.KeepAllMetadata(resource) => SpecAndMetadataTrees,
        { Kind: "Deployment", GroupVersion.Group: "apps" } => SpecAndLabels,
        { Kind: "Pod", GroupVersion.Group: "" } => SpecAndOwners,
        _ => SpecTree,
    };

    private static FieldSet BuildStripped()
    {
        var set = new FieldSet();
        foreach (var name in (string[])["apiVersion", "kind", "metadata"])
            set.Insert([PathStep.Field(name)]);
        foreach (var name in Identity)
            set.Insert([PathStep.Field("metadata"), PathStep.Field(name)]);
        return set;
    }

    private static FieldSet Trees(params string[] names) => Paths([.. names.Select(name => new[] { name })]);

    private static FieldSet Paths(params string[][] paths)
    {
        var set = new FieldSet();
        foreach (var path in paths)
            set.Insert([.. path.Select(PathStep.Field)]);
        return set;
    }
}
