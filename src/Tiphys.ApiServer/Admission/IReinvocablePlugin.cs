namespace Tiphys.ApiServer.Admission;

/// <summary>A plugin that runs code the cluster's users brought (webhooks, policies), whose changes may need a second look by the others.</summary>
internal interface IReinvocablePlugin : IAdmissionPlugin
{
    ValueTask MutateAsync(AdmissionAttributes attributes, Reinvocation reinvocation, CancellationToken cancellationToken);
}
