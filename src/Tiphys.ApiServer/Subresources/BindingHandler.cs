using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Admission;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Subresources;

/// <summary>Binds a pod to a node: <c>pods/NAME/binding</c>, and the older <c>bindings</c> whose body names the pod.</summary>
internal sealed class BindingHandler(ObjectUpdater updater, AdmissionRunner admission, BodyKinds kinds, TimeProvider time) : ISubresourceHandler
{
    public async Task HandleAsync(RequestContext context, ResourceInfo resource)
    {
        if (context.Info.Verb != "create")
            throw ApiException.MethodNotAllowed("the server does not allow this method on the requested resource");
        var request = WriteRequest.Of(context, resource, "CreateOptions");
        var binding = await kinds.ReadAsync(request).ConfigureAwait(false);
        var name = request.Name.Length > 0 ? request.Name : ObjectMeta.Name(binding);
        var node = EnsureTarget(binding, name);
        var attributes = AdmissionRunner.Attributes(request with { Name = name }, AdmissionOperation.Create, binding, null);
        await admission.MutateAsync(request, attributes).ConfigureAwait(false);
        await admission.ValidateAsync(request, attributes).ConfigureAwait(false);
        await updater.AssignAsync(request with { Name = name, Resource = PodInfo(resource) }, pod => Bind(name, pod, binding, node)).ConfigureAwait(false);
        await Responder.WriteAsync(context, 201, StatusDocument.Success(201), AcceptHeader.NegotiateOrJson(context.Http.Request)).ConfigureAwait(false);
    }

    private static ResourceInfo PodInfo(ResourceInfo resource) =>
        resource.Resource == "pods" || !ResourceCatalog.BuiltIn.TryGet(resource.GroupVersion, "pods", out var pods) ? resource : pods;

    private static string EnsureTarget(DocObject binding, string name)
    {
        var target = binding.GetObject("target");
        var kind = target?.GetString("kind") ?? "";
        if (kind is not ("" or "Node"))
            throw ApiException.Invalid("", "Binding", name, [new("FieldValueNotSupported", $"Unsupported value: \"{kind}\": supported values: \"Node\", \"<empty>\"", "target.kind")]);
        return target?.GetString("name") is { Length: > 0 } node
            ? node
            : throw ApiException.Invalid("", "Binding", name, [new("FieldValueRequired", "Required value", "target.name")]);
    }

    private void Bind(string name, DocObject pod, DocObject binding, string node)
    {
        var pods = BuiltInResources.Pods with { Resource = "pods/binding" };
        var uid = ObjectMeta.Uid(binding);
        if (uid.Length > 0 && uid != ObjectMeta.Uid(pod))
            throw ApiException.Conflict(pods, name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {ObjectMeta.Uid(pod)}");
        if (ObjectMeta.IsDeleting(pod))
            throw ApiException.Conflict(pods, name, $"pod {name} is being deleted, cannot be assigned to a host");
        var spec = pod.GetOrAddObject("spec");
        if (spec.GetString("nodeName") is { Length: > 0 } assigned)
            throw ApiException.Conflict(pods, name, $"pod {name} is already assigned to node \"{assigned}\"");
        if (spec.GetArray("schedulingGates") is { Count: > 0 })
            throw ApiException.Conflict(pods, name, $"pod {name} has non-empty .spec.schedulingGates");
        spec["nodeName"] = node;
        PodConditions.SetTrue(pod, "PodScheduled", time.GetUtcNow(), new() { { "lastProbeTime", DocNull.Instance } });
        foreach (var part in (ReadOnlySpan<string>)["annotations", "labels"])
        {
            foreach (var (key, value) in ObjectMeta.Of(binding).GetObject(part) ?? [])
                ObjectMeta.Of(pod).GetOrAddObject(part)[key] = value;
        }
    }
}
