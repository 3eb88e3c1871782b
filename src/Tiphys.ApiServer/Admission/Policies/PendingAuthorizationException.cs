namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>Ends an evaluation that needs a decision which is not there yet: it is evaluated again when the decision has come.</summary>
internal sealed class PendingAuthorizationException(Task decision) : Exception
{
    public Task Decision { get; } = decision;
}
