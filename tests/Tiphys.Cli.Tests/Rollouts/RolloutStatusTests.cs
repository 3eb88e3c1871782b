using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Cli.Rollouts;

namespace Tiphys.Cli.Tests.Rollouts;

public sealed class RolloutStatusTests
{
    [Theory]
    [InlineData("""{"kind":"Deployment","metadata":{"generation":2},"spec":{"replicas":3},"status":{"observedGeneration":1}}""", "not seen by its controller yet")]
    [InlineData("""{"kind":"Deployment","metadata":{"generation":1},"spec":{"replicas":3},"status":{"observedGeneration":1,"updatedReplicas":3,"availableReplicas":2,"replicas":3}}""", "2 of 3 pods ready")]
    [InlineData("""{"kind":"Deployment","metadata":{"generation":1},"spec":{"replicas":1},"status":{"observedGeneration":1,"updatedReplicas":1,"availableReplicas":1,"replicas":2}}""", "1 old pods to go")]
    [InlineData("""{"kind":"Deployment","metadata":{"generation":1},"spec":{"replicas":1},"status":{"observedGeneration":1,"updatedReplicas":1,"availableReplicas":1,"replicas":1}}""", null)]
    [InlineData("""{"kind":"Deployment","metadata":{"generation":1},"spec":{"replicas":0},"status":{"observedGeneration":1}}""", null)]
    [InlineData("""{"kind":"StatefulSet","metadata":{"generation":1},"spec":{"replicas":2},"status":{"observedGeneration":1,"updatedReplicas":2,"readyReplicas":1}}""", "1 of 2 pods ready")]
    [InlineData("""{"kind":"DaemonSet","metadata":{"generation":1},"spec":{},"status":{"observedGeneration":1,"desiredNumberScheduled":1,"updatedNumberScheduled":1,"numberAvailable":1}}""", null)]
    [InlineData("""{"kind":"Job","status":{"conditions":[{"type":"Complete","status":"True"}]}}""", null)]
    [InlineData("""{"kind":"Job","status":{}}""", "not complete")]
    [InlineData("""{"kind":"Pod","status":{"conditions":[{"type":"Ready","status":"False"}]}}""", "not ready")]
    [InlineData("""{"kind":"ConfigMap"}""", null)]
    public void Missing_Status_SaysWhatIsNotThereYet(string document, string? missing) =>
        Assert.Equal(missing, RolloutStatus.Missing(DocReader.ParseObject(Encoding.UTF8.GetBytes(document))));
}
