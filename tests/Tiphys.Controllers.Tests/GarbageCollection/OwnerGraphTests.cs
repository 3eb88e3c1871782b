using Tiphys.Client.Objects;
using Tiphys.Controllers.GarbageCollection;

namespace Tiphys.Controllers.Tests.GarbageCollection;

public sealed class OwnerGraphTests
{
    private static readonly ResourceType Type = new("", "v1", "configmaps", "ConfigMap");
    private readonly OwnerGraph _graph = new();

    [Fact]
    public void Put_OwnerNotSeen_LooksAtOwnerAndObject()
    {
        Assert.Equal(["owner", "child"], _graph.Put(Type, Item("child", "owner")));
        Assert.True(_graph.View("owner")!.IsVirtual);
        Assert.Equal(OwnerState.Unknown, _graph.View("child")!.Owners[0].State);
    }

    [Fact]
    public void Remove_Owner_LooksAtDependentsAndKnowsItAsAbsent()
    {
        _graph.Put(Type, Item("owner"));
        Assert.Empty(_graph.Put(Type, Item("child", "owner")));

        Assert.Equal(["child"], _graph.Remove("owner"));
        Assert.Equal(OwnerState.Absent, _graph.View("child")!.Owners[0].State);
    }

    [Fact]
    public void Put_OwnerInForegroundDeletion_WaitsForItsDependents()
    {
        _graph.Put(Type, Item("owner"));
        _graph.Put(Type, Item("child", "owner"));
        var deleting = Item("owner");
        deleting.Metadata.DeletionTimestamp = Make.Now;
        deleting.Metadata.Finalizers = ["foregroundDeletion"];

        Assert.Equal(["child", "owner"], _graph.Put(Type, deleting));
        Assert.Equal(OwnerState.Waiting, _graph.View("child")!.Owners[0].State);
        Assert.True(Assert.Single(_graph.View("owner")!.Dependents).BlocksOwner);
        Assert.Equal(["owner"], _graph.Remove("child"));
    }

    [Fact]
    public void Put_DependentNoLongerBlocking_LooksAtTheOwnerThatWaits()
    {
        var owner = Item("owner");
        owner.Metadata.DeletionTimestamp = Make.Now;
        owner.Metadata.Finalizers = ["foregroundDeletion"];
        _graph.Put(Type, owner);
        _graph.Put(Type, Item("child", "owner"));
        var child = Item("child", "owner");
        child.Metadata.OwnerReferences[0].BlockOwnerDeletion = false;

        Assert.Equal(["owner", "child"], _graph.Put(Type, child));
        Assert.False(Assert.Single(_graph.View("owner")!.Dependents).BlocksOwner);
    }

    [Fact]
    public void Put_OwnerReferenceTakenOff_UnlinksIt()
    {
        _graph.Put(Type, Item("owner"));
        _graph.Put(Type, Item("child", "owner"));

        _graph.Put(Type, Item("child"));

        Assert.Empty(_graph.Remove("owner"));
    }

    [Fact]
    public void Remove_LastDependentOfAVirtualOwner_ForgetsTheOwner()
    {
        _graph.Put(Type, Item("child", "owner"));

        _graph.Remove("child");

        Assert.Null(_graph.View("owner"));
    }

    private static PartialObject Item(string uid, params string[] owners) => new()
    {
        Metadata = new()
        {
            Name = uid,
            NamespaceProperty = "ns",
            Uid = uid,
            OwnerReferences = [.. owners.Select(owner => new k8s.Models.V1OwnerReference { ApiVersion = "v1", Kind = "ConfigMap", Name = owner, Uid = owner, BlockOwnerDeletion = true })],
        },
    };
}
