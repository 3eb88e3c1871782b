namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>Who owns fields: entries of managedFields are one for each of these.</summary>
/// <param name="ApiVersion">Of updates the version they came in; empty for applies, which have one entry whatever the version.</param>
internal readonly record struct ManagerId(string Manager, bool IsApply, string ApiVersion, string Subresource)
{
    public static ManagerId Of(string manager, bool isApply, string apiVersion, string subresource) => new(manager, isApply, isApply ? "" : apiVersion, subresource);
}
