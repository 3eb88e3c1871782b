using k8s.Models;
using Tiphys.Controllers.EndpointSlices;

namespace Tiphys.Controllers.Tests.EndpointSlices;

public sealed class SlicePlanTests
{
    [Fact]
    public void Decide_NoSlices_PacksHundredPerSlice()
    {
        var plan = Decide(Endpoints(0, 250));

        Assert.Equal([100, 100, 50], plan.Create.Select(slice => slice.Endpoints.Count));
    }

    [Fact]
    public void Decide_OneEndpointMore_TouchesOneSliceOnly()
    {
        var plan = Decide(Endpoints(0, 151), Slice("a", 0, 100), Slice("b", 100, 50));

        Assert.Equal((0, 1, 0), (plan.Create.Count, plan.Update.Count, plan.Delete.Count));
        Assert.Equal("b", plan.Update[0].Metadata.Name);
    }

    [Fact]
    public void Decide_NothingChanged_WritesNothing()
    {
        var plan = Decide(Endpoints(0, 2), Slice("a", 0, 2));

        Assert.Equal((0, 0, 0), (plan.Create.Count, plan.Update.Count, plan.Delete.Count));
    }

    [Fact]
    public void Decide_LastEndpointGone_KeepsOneEmptySlice()
    {
        var plan = Decide(Endpoints(0, 0), Slice("a", 0, 2), Slice("b", 2, 1));

        Assert.Equal((0, 1, 1), (plan.Create.Count, plan.Update.Count, plan.Delete.Count));
        Assert.Empty(plan.Update[0].Endpoints);
    }

    private static SlicePlan Decide(V1Endpoint[] endpoints, params V1EndpointSlice[] present) =>
        SlicePlan.Decide([new("IPv4", [], endpoints)], present, slice => slice);

    private static V1Endpoint[] Endpoints(int from, int count) =>
        [.. Enumerable.Range(from, count).Select(i => new V1Endpoint { Addresses = [$"10.0.{i / 256}.{i % 256}"], TargetRef = new() { Uid = $"{i}" } })];

    private static V1EndpointSlice Slice(string name, int from, int count) =>
        new() { Metadata = new() { Name = name }, AddressType = "IPv4", Endpoints = Endpoints(from, count) };
}
