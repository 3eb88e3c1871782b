using System.Net;
using Tiphys.Controllers.NodeIpam;

namespace Tiphys.Controllers.Tests.NodeIpam;

public sealed class CidrPoolTests
{
    [Fact]
    public void Take_PartsNotedAndReleased_GivesTheFirstFreeOne()
    {
        var pool = new CidrPool(IPNetwork.Parse("10.42.0.0/22"), 24);
        pool.Note("a", "10.42.0.0/24");
        pool.Note("stranger", "192.168.0.0/24");

        Assert.Equal("10.42.1.0/24", pool.Take("b"));
        Assert.Equal("10.42.2.0/24", pool.Take("c"));
        Assert.Equal("10.42.3.0/24", pool.Take("d"));
        Assert.Null(pool.Take("e"));
        pool.Release("c");
        Assert.Equal("10.42.2.0/24", pool.Take("e"));
    }
}
