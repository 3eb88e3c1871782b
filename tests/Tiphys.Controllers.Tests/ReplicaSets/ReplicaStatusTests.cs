using Tiphys.Controllers.ReplicaSets;

namespace Tiphys.Controllers.Tests.ReplicaSets;

public sealed class ReplicaStatusTests
{
    [Theory]
    [InlineData(null, "FailedCreate", "new")]
    [InlineData("FailedCreate", "FailedCreate", "old")]
    [InlineData("FailedDelete", "FailedCreate", "new")]
    public void FailureNow_SameReason_KeepsItsFirstMessage(string? standing, string reason, string expected)
    {
        var status = new ReplicaStatus(0, 0, 0, 0, 0, 0, standing is null ? null : (standing, "old"));
        Assert.Equal((reason, expected), status.FailureNow(reason, "new"));
    }
}
