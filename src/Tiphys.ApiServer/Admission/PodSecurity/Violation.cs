namespace Tiphys.ApiServer.Admission.PodSecurity;

/// <summary>A check that a pod fails.</summary>
/// <param name="Reason">What is forbidden, short.</param>
/// <param name="Detail">Who does it.</param>
internal sealed record Violation(string Reason, string Detail)
{
    public override string ToString() => $"{Reason} ({Detail})";
}
