using k8s.Models;

namespace Tiphys.Controllers.Deployments;

/// <summary>One step of a plan: the ReplicaSet is to have so many replicas.</summary>
internal sealed record ReplicaSetScale(V1ReplicaSet ReplicaSet, int Replicas);
