using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Subresources;

/// <summary>Takes creates of an <see cref="IVirtualResource"/> through decoding and admission.</summary>
internal sealed class VirtualResourceHandler(IVirtualResource target, AdmissionRunner admission, BodyKinds kinds) : ISubresourceHandler
{
    public async Task HandleAsync(RequestContext context, ResourceInfo resource)
    {
        if (context.Info.Verb != "create")
            throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");
        var request = WriteRequest.Of(context, resource, "CreateOptions");
        var body = await kinds.ReadAsync(request).ConfigureAwait(false);
        Place(body, request);
        var attributes = AdmissionRunner.Attributes(request, AdmissionOperation.Create, body, null);
        await admission.MutateAsync(request, attributes).ConfigureAwait(false);
        await admission.ValidateAsync(request, attributes).ConfigureAwait(false);
        var create = new VirtualCreate(context.User, context.Info.Namespace, context.Info.Name, attributes.Object!)
        {
            Warnings = context.Warnings,
            AuditAnnotations = context.AuditAnnotations,
        };
        var answer = await target.CreateAsync(create, context.Aborted).ConfigureAwait(false);
        var format = AcceptHeader.Negotiate(context.Http.Request, allowShapes: false, allowProtobuf: true);
        await Responder.WriteAsync(context, 201, answer, format).ConfigureAwait(false);
    }

    /// <summary>Says in the body where it was sent, for admission and the answer; what it says itself is for the target to judge.</summary>
    private static void Place(DocObject body, WriteRequest request)
    {
        var metadata = ObjectMeta.Of(body);
        if (request.Namespace.Length > 0 && metadata.GetString("namespace") is null or "")
            metadata["namespace"] = request.Namespace;
        if (request.Name.Length > 0 && metadata.GetString("name") is null or "")
            metadata["name"] = request.Name;
    }
}
