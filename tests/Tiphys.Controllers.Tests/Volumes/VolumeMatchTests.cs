using k8s.Models;
using Tiphys.Controllers.Volumes;

namespace Tiphys.Controllers.Tests.Volumes;

public sealed class VolumeMatchTests
{
    [Fact]
    public void Find_SeveralFit_TakesTheSmallest()
    {
        V1PersistentVolume[] volumes = [Volume("big", "10Gi"), Volume("small", "2Gi"), Volume("tiny", "500Mi")];

        Assert.Equal("small", VolumeMatch.Find(Claim("1Gi"), volumes)!.Metadata.Name);
    }

    [Fact]
    public void Find_OneIsReservedForTheClaim_TakesThat()
    {
        var reserved = Volume("reserved", "10Gi");
        reserved.Spec.ClaimRef = new() { Name = "c", NamespaceProperty = "ns" };

        Assert.Equal("reserved", VolumeMatch.Find(Claim("1Gi"), [Volume("small", "2Gi"), reserved])!.Metadata.Name);
    }

    [Fact]
    public void Find_OtherClassOrModeOrOwner_TakesNone()
    {
        var otherClass = Volume("a", "2Gi");
        otherClass.Spec.StorageClassName = "fast";
        var readOnly = Volume("b", "2Gi");
        readOnly.Spec.AccessModes = ["ReadOnlyMany"];
        var taken = Volume("c", "2Gi");
        taken.Spec.ClaimRef = new() { Name = "other", NamespaceProperty = "ns", Uid = "u" };

        Assert.Null(VolumeMatch.Find(Claim("1Gi"), [otherClass, readOnly, taken]));
    }

    private static V1PersistentVolumeClaim Claim(string size) => new()
    {
        Metadata = new() { Name = "c", NamespaceProperty = "ns", Uid = "claim" },
        Spec = new() { AccessModes = ["ReadWriteOnce"], Resources = new() { Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = size } } },
    };

    private static V1PersistentVolume Volume(string name, string size) => new()
    {
        Metadata = new() { Name = name },
        Spec = new() { AccessModes = ["ReadWriteOnce"], Capacity = new Dictionary<string, ResourceQuantity> { ["storage"] = size } },
        Status = new() { Phase = "Available" },
    };
}
