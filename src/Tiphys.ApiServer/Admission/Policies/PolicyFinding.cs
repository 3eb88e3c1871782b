namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>What a policy has against a write.</summary>
/// <param name="Index">Of the validation.</param>
/// <param name="Reason">Empty for Invalid.</param>
internal sealed record PolicyFinding(int Index, string Message, string Reason = "");
