using System.Collections.Concurrent;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Resources;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>
/// What a create is compared with. Upstream compares with an empty object of the type, in which the parts that are always written (spec,
/// the pod template) stand already; so nobody owns those parts themselves, only what is in them. An empty custom resource has no parts.
/// </summary>
internal static class NewObject
{
    private static readonly ConcurrentDictionary<Schema, DocObject> Shells = [];

    /// <summary>The empty object of a resource; not to be changed.</summary>
    public static DocObject Of(ResourceInfo resource) => resource.IsCustom ? [] : Shells.GetOrAdd(resource.Schema, Make);

    private static DocObject Make(Schema schema)
    {
        var shell = new DocObject { { "metadata", new DocObject() } };
        ZeroValues.Complete(schema, shell);
        return shell;
    }
}
