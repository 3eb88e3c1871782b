using k8s.Models;
using Tiphys.Controllers.Deployments;

namespace Tiphys.Controllers.Tests.Deployments;

public sealed class DeploymentProgressTests
{
    [Fact]
    public void Judge_NothingMovesForTheDeadline_SaysSo()
    {
        var deployment = Make.Deployment(2);
        deployment.Status = new()
        {
            Replicas = 2,
            UpdatedReplicas = 1,
            Conditions = [new() { Type = "Progressing", Status = "True", Reason = "ReplicaSetUpdated", LastUpdateTime = Make.Now.AddSeconds(-601), LastTransitionTime = Make.Now.AddHours(-1) }],
        };

        var condition = Judge(deployment, Make.ReplicaSet("new", 1, 0, 1), Make.ReplicaSet("old", 1, 0, 9));

        Assert.Equal(("False", "ProgressDeadlineExceeded", "ReplicaSet \"new\" has timed out progressing."), (condition.Status, condition.Reason, condition.Message));
    }

    [Fact]
    public void Judge_AllUpdatedAndAvailable_IsComplete()
    {
        var condition = Judge(Make.Deployment(2), Make.ReplicaSet("new", 2, 2, 1));

        Assert.Equal(("True", "NewReplicaSetAvailable"), (condition.Status, condition.Reason));
    }

    [Fact]
    public void Judge_SomeProgress_RenewsTheUpdateTimeOnly()
    {
        var deployment = Make.Deployment(3);
        deployment.Status = new()
        {
            Conditions = [new() { Type = "Progressing", Status = "True", Reason = "NewReplicaSetCreated", LastUpdateTime = Make.Now.AddSeconds(-500), LastTransitionTime = Make.Now.AddSeconds(-500) }],
        };

        var condition = Judge(deployment, Make.ReplicaSet("new", 3, 1, 1));

        Assert.Equal((Make.Now, Make.Now.AddSeconds(-500)), (condition.LastUpdateTime, condition.LastTransitionTime));
    }

    private static V1DeploymentCondition Judge(V1Deployment deployment, V1ReplicaSet current, params V1ReplicaSet[] old)
    {
        V1ReplicaSet[] all = [.. old, current];
        var status = DeploymentProgress.Count(deployment, current, all, Make.Now);
        return DeploymentProgress.Judge(deployment, status, current, all, Make.Now).Conditions.Single(condition => condition.Type == "Progressing");
    }
}
