using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Machinery.Validation.Pods;

namespace Tiphys.Api.Machinery.Validation.Storage;

/// <summary>A persistent volume over iSCSI. Its fields are those of a pod's, its errors are not.</summary>
internal static class PersistentIscsiRules
{
    private const int LongestName = 64;
    private const string Form = "must be valid format";

    /// <param name="volume">The volume's name.</param>
    public static void Validate(DocObject source, string volume, FieldPath path, FieldErrors errors)
    {
        errors.RequiredText(source, "targetPortal", path);
        var initiator = source["initiatorName"] as DocString;
        if (initiator is not null && volume.Length + 1 + source.Text("targetPortal").Length > LongestName)
        {
            errors.Invalid(
                path.Child("targetportal"),
                source["targetPortal"],
                "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.");
        }

        errors.RequiredText(source, "iqn", path);
        if (source.IsSet("iqn") && !OldVolumeRules.IsIscsiName(source.Text("iqn")))
            errors.Invalid(path.Child("iqn"), source["iqn"], Form);
        if (source.GetInt64("lun") is < 0 or > 255)
            errors.Invalid(path.Child("lun"), source["lun"], "must be between 0 and 255, inclusive");
        if ((source.GetBool("chapAuthDiscovery") == true || source.GetBool("chapAuthSession") == true) && source.GetObject("secretRef") is null)
            errors.Required(path.Child("secretRef"));
        if (source.GetObject("secretRef") is { } secret)
            errors.RequiredText(secret, "name", path.Child("secretRef"));
        if (initiator is not null && !OldVolumeRules.IsIscsiName(initiator.Value))
            errors.Invalid(path.Child("initiatorname"), initiator, Form);
    }
}
