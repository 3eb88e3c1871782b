using k8s.Models;
using Tiphys.Client.Informers;

namespace Tiphys.Client.Tests.Informers;

public sealed class ObjectCacheTests
{
    [Fact]
    public void AddIndex_SameFunctionAgain_IsShared()
    {
        var cache = new ObjectCache<V1Pod>();
        cache.AddIndex(Indexes.NodeName, Indexes.ByNodeName);
        cache.AddIndex(Indexes.NodeName, Indexes.ByNodeName);
        Assert.Empty(cache.ByIndex(Indexes.NodeName, "node1"));
    }

    [Fact]
    public void AddIndex_NameOfAnotherFunction_IsRefused()
    {
        var cache = new ObjectCache<V1Pod>();
        cache.AddIndex("by", pod => [pod.Metadata.Name]);
        Assert.Throws<InvalidOperationException>(() => cache.AddIndex("by", pod => [pod.Metadata.NamespaceProperty]));
    }
}
