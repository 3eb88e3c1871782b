namespace Tiphys.ApiServer.Admission;

/// <summary>A part of the admission chain, named as upstream names it (<c>NamespaceLifecycle</c>).</summary>
/// <remarks>Refuses by throwing an <see cref="Tiphys.Api.Errors.ApiException"/>.</remarks>
public interface IAdmissionPlugin
{
    string Name { get; }

    /// <summary>Cheap and exact: whether the plugin wants to see this at all.</summary>
    bool Handles(AdmissionAttributes attributes);

    /// <summary>May change <see cref="AdmissionAttributes.Object"/>. May run twice (reinvocation), so it must be idempotent.</summary>
    ValueTask MutateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Must change nothing. Runs after every plugin has mutated and the object has been validated.</summary>
    ValueTask ValidateAsync(AdmissionAttributes attributes, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
