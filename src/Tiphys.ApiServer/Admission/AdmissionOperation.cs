namespace Tiphys.ApiServer.Admission;

/// <summary>What a request does to an object, as admission.k8s.io/v1 names it.</summary>
public enum AdmissionOperation
{
    Create,
    Update,
    Delete,
    Connect,
}
