using Tiphys.Api.Documents;
using Tiphys.ApiServer.Admission;

namespace Tiphys.ApiServer.Registry;

/// <summary>Takes a write through the admission plugins in their order, first all that mutate, later all that validate.</summary>
internal sealed class AdmissionRunner(IReadOnlyList<IAdmissionPlugin> plugins)
{
    public static AdmissionAttributes Attributes(WriteRequest request, AdmissionOperation operation, DocObject? document, DocObject? old) => new()
    {
        Operation = operation,
        Resource = request.Resource,
        Subresource = request.Subresource,
        Namespace = request.Namespace,
        Name = request.Name,
        Object = document,
        OldObject = old,
        Options = operation == AdmissionOperation.Connect ? null : request.Options,
        User = request.Context.User,
        DryRun = request.DryRun,
    };

    public async ValueTask MutateAsync(WriteRequest request, AdmissionAttributes attributes)
    {
        foreach (var plugin in plugins)
        {
            if (plugin.Handles(attributes))
                await plugin.MutateAsync(attributes, request.Cancellation).ConfigureAwait(false);
        }
    }

    public async ValueTask ValidateAsync(WriteRequest request, AdmissionAttributes attributes)
    {
        foreach (var plugin in plugins)
        {
            if (plugin.Handles(attributes))
                await plugin.ValidateAsync(attributes, request.Cancellation).ConfigureAwait(false);
        }

        Note(request, attributes);
    }

    private static void Note(WriteRequest request, AdmissionAttributes attributes)
    {
        foreach (var warning in attributes.Warnings)
            request.Context.Warnings.Add(warning);
        foreach (var (key, value) in attributes.AuditAnnotations)
            request.Context.AuditAnnotations[key] = value;
    }
}
