namespace Tiphys.ApiServer.Admission.PodSecurity;

/// <summary>A level of the Pod Security Standards, from no bounds to the tightest.</summary>
public enum PodSecurityLevel
{
    Privileged,
    Baseline,
    Restricted,
}
