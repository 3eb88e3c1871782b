namespace Tiphys.ApiServer.Admission;

/// <summary>
/// The whole chain as one plugin: members mutate in order, and once more if a webhook changed the object after them, as upstream does; members validate in order.
/// </summary>
public sealed class AdmissionChain(IReadOnlyList<IAdmissionPlugin> members) : IAdmissionPlugin
{
    public string Name => "AdmissionChain";

    /// <summary>The members, in order.</summary>
    public IReadOnlyList<IAdmissionPlugin> Members => members;

    public bool Handles(AdmissionAttributes attributes) => true;

    public async ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        var reinvocation = new Reinvocation();
        await PassAsync(attributes, reinvocation, cancellationToken).ConfigureAwait(false);
        if (!reinvocation.IsWanted)
            return;
        reinvocation.IsSecondPass = true;
        await PassAsync(attributes, reinvocation, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken)
    {
        foreach (var member in members)
        {
            if (member.Handles(attributes))
                await member.ValidateAsync(attributes, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask PassAsync(AdmissionAttributes attributes, Reinvocation reinvocation, CancellationToken cancellationToken)
    {
        foreach (var member in members)
        {
            if (!member.Handles(attributes))
                continue;
            if (member is IReinvocablePlugin reinvocable)
                await reinvocable.MutateAsync(attributes, reinvocation, cancellationToken).ConfigureAwait(false);
            else
                await member.MutateAsync(attributes, cancellationToken).ConfigureAwait(false);
        }
    }
}
