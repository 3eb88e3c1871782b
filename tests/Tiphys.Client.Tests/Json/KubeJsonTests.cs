using System.Text;
using k8s.Models;
using Tiphys.Client.Json;

namespace Tiphys.Client.Tests.Json;

public sealed class KubeJsonTests
{
    [Fact]
    public void Write_ObjectReadWithManagedFields_LeavesThemOut()
    {
        var pod = KubeJson.Read<V1Pod>("""{"metadata":{"name":"a","managedFields":[{"fieldsV1":{"f:x":{}}}]}}"""u8);

        Assert.Equal("""{"metadata":{"name":"a"}}""", Encoding.UTF8.GetString(KubeJson.Write(pod)));
    }

    [Fact]
    public void Write_MicroTimeOnTheSecond_HasSixDecimals()
    {
        var lease = new V1Lease { Spec = new() { RenewTime = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc) } };

        Assert.Equal("""{"spec":{"renewTime":"2026-01-02T03:04:05.000000Z"}}""", Encoding.UTF8.GetString(KubeJson.Write(lease)));
    }

    [Fact]
    public void Read_Quantity_KeepsItsText()
    {
        var node = KubeJson.Read<V1Node>("""{"status":{"capacity":{"cpu":"1500m","memory":"4Gi"}}}"""u8);

        Assert.Equal("""{"status":{"capacity":{"cpu":"1500m","memory":"4Gi"}}}""", Encoding.UTF8.GetString(KubeJson.Write(node)));
        Assert.Equal(1.5m, node.Status.Capacity["cpu"].ToDecimal());
    }
}
