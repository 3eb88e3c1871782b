using k8s.Models;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Objects;

namespace Tiphys.Controllers.Volumes;

/// <summary>Makes volumes that are directories on a node: what the StorageClass <c>standard</c> gives out.</summary>
internal sealed class LocalPathProvisioner(KubeClient client, ControllerManagerOptions options)
{
    public const string Name = "tiphys.dev/local-path";
    public const string ProvisionedBy = "pv.kubernetes.io/provisioned-by";
    private const string HostLabel = "kubernetes.io/hostname";

    public static string VolumeName(V1PersistentVolumeClaim claim) => $"pvc-{claim.Metadata.Uid}";

    public async Task ProvisionAsync(V1PersistentVolumeClaim claim, V1StorageClass storageClass, string node, CancellationToken cancellationToken)
    {
        var found = await client.For<V1Node>().GetAsync(null, node, cancellationToken).ConfigureAwait(false);
        var path = Path.Combine(options.LocalPathDirectory, VolumeName(claim));
        if (node == options.LocalNode)
            Make(path);
        try
        {
            await client.For<V1PersistentVolume>()
                .CreateAsync(Volume(claim, storageClass, found.Label(HostLabel) ?? node, path), cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException e) when (e.Reason == StatusReason.AlreadyExists)
        {
            // Made before, only not bound yet.
        }
    }

    /// <summary>Removes the volume's directory, if it is on this machine and one of ours.</summary>
    public void Remove(V1PersistentVolume volume)
    {
        var path = volume.Spec.HostPath?.Path;
        if (path is null || options.LocalNode is null || Path.GetDirectoryName(path) != options.LocalPathDirectory.TrimEnd('/') || !Directory.Exists(path))
            return;
        Directory.Delete(path, recursive: true);
    }

    /// <summary>Open to everybody: pods run under any user, and who may mount the volume is decided elsewhere.</summary>
    private static void Make(string path)
    {
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
    }

    private static V1PersistentVolume Volume(V1PersistentVolumeClaim claim, V1StorageClass storageClass, string host, string path) => new()
    {
        Metadata = new()
        {
            Name = VolumeName(claim),
            Annotations = new Dictionary<string, string> { [ProvisionedBy] = Name },
        },
        Spec = new()
        {
            Capacity = new Dictionary<string, ResourceQuantity> { ["storage"] = claim.Spec.Resources.Requests["storage"] },
            AccessModes = claim.Spec.AccessModes,
            VolumeMode = claim.Spec.VolumeMode,
            PersistentVolumeReclaimPolicy = storageClass.ReclaimPolicy ?? "Delete",
            StorageClassName = storageClass.Metadata.Name,
            MountOptions = storageClass.MountOptions,
            HostPath = new() { Path = path, Type = "DirectoryOrCreate" },
            ClaimRef = claim.Reference(),
            NodeAffinity = new()
            {
                Required = new()
                {
                    NodeSelectorTerms = [new() { MatchExpressions = [new() { Key = HostLabel, OperatorProperty = "In", Values = [host] }] }],
                },
            },
        },
    };
}
