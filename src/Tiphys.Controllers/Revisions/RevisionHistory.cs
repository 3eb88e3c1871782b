using System.Text.Json;
using k8s;
using k8s.Models;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Client;
using Tiphys.Client.Json;
using Tiphys.Client.Objects;
using Tiphys.Client.Requests;
using Tiphys.Controllers.Ownership;

namespace Tiphys.Controllers.Revisions;

/// <summary>The ControllerRevisions of a DaemonSet or StatefulSet: each keeps one pod template under a rising number.</summary>
internal sealed class RevisionHistory(KubeClient client)
{
    public const string HashLabel = "controller-revision-hash";

    /// <summary>
    /// The revision of the present template: the one there is, moved to the end if a newer one was in between (a rollback), or a new one.
    /// </summary>
    /// <param name="revisions">The owner's, in any order; a new one is added.</param>
    /// <returns>The revision and the count of collisions, raised if a name was taken by other content.</returns>
    public async Task<(V1ControllerRevision Current, int? Collisions)> SyncAsync<T>(
        T owner, V1PodTemplateSpec template, int? collisions, List<V1ControllerRevision> revisions, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var data = DataOf(template);
        var next = revisions.Select(revision => revision.Revision ?? 0).DefaultIfEmpty().Max() + 1;
        var equal = revisions.Where(revision => Content(revision).DeepEquals(data)).MaxBy(revision => revision.Revision ?? 0);
        if (equal is not null)
        {
            if (equal.Revision == next - 1)
                return (equal, collisions);
            var moved = await client.For<V1ControllerRevision>().UpdateAsync(equal with { Revision = next }, cancellationToken).ConfigureAwait(false);
            revisions[revisions.IndexOf(equal)] = moved;
            return (moved, collisions);
        }

        while (true)
        {
            var made = Make(owner, template, data, next, collisions);
            try
            {
                var created = await client.For<V1ControllerRevision>().CreateAsync(made, cancellationToken).ConfigureAwait(false);
                revisions.Add(created);
                return (created, collisions);
            }
            catch (ApiException e) when (e.Reason == StatusReason.AlreadyExists)
            {
                var present = await client.For<V1ControllerRevision>()
                    .GetAsync(made.Metadata.NamespaceProperty, made.Metadata.Name, cancellationToken).ConfigureAwait(false);
                if (Content(present).DeepEquals(data) && present.ControllerOf()?.Uid == owner.Metadata.Uid)
                    return (present, collisions);
                collisions = (collisions ?? 0) + 1;
            }
        }
    }

    /// <summary>Deletes the oldest revisions beyond the limit that nothing runs.</summary>
    public async Task TrimAsync(List<V1ControllerRevision> revisions, IReadOnlySet<string> inUse, int limit, CancellationToken cancellationToken)
    {
        var idle = revisions.Where(revision => !inUse.Contains(revision.Metadata.Name)).OrderBy(revision => revision.Revision ?? 0).ToArray();
        foreach (var revision in idle.Take(Math.Max(0, idle.Length - limit)))
        {
            await client.For<V1ControllerRevision>()
                .TryDeleteAsync(revision.Metadata.NamespaceProperty, revision.Metadata.Name, cancellationToken, DeleteQuery.Background).ConfigureAwait(false);
        }
    }

    /// <summary>The template a revision keeps.</summary>
    public static V1PodTemplateSpec TemplateOf(V1ControllerRevision revision)
    {
        var template = (DocObject)Content(revision).GetPath("spec", "template")!.DeepClone();
        template.Remove("$patch");
        return KubeJson.Read<V1PodTemplateSpec>(template.ToUtf8());
    }

    /// <summary>The value of the hash label on the revision's pods.</summary>
    public static string HashOf(V1ControllerRevision revision) => revision.Label(HashLabel) ?? revision.Metadata.Name;

    private static DocObject DataOf(V1PodTemplateSpec template)
    {
        var document = DocReader.ParseObject(KubeJson.Write(template));
        document["$patch"] = "replace";
        return (DocObject)Sorted(new DocObject { { "spec", new DocObject { { "template", document } } } });
    }

    /// <summary>Members in the order of their names: clients compare the bytes of a revision with what they compute themselves.</summary>
    private static DocNode Sorted(DocNode node)
    {
        if (node is DocArray array)
            return new DocArray(array.Select(Sorted));
        if (node is not DocObject document)
            return node;
        var sorted = new DocObject();
        foreach (var (name, value) in document.OrderBy(member => member.Key, StringComparer.Ordinal))
            sorted[name] = Sorted(value);
        return sorted;
    }

    private static DocObject Content(V1ControllerRevision revision) =>
        revision.Data is JsonElement element ? DocReader.ParseObject(System.Text.Encoding.UTF8.GetBytes(element.GetRawText())) : new();

    private static V1ControllerRevision Make<T>(T owner, V1PodTemplateSpec template, DocObject data, long number, int? collisions)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var hash = TemplateHash.Of(data, collisions);
        using var parsed = JsonDocument.Parse(data.ToUtf8(), new JsonDocumentOptions { MaxDepth = DocReader.MaxDepth });
        return new()
        {
            Metadata = new()
            {
                Name = $"{owner.Metadata.Name}-{hash}",
                NamespaceProperty = owner.Metadata.NamespaceProperty,
                Labels = new Dictionary<string, string>(template.Metadata?.Labels ?? new Dictionary<string, string>()) { [HashLabel] = hash },
                Annotations = owner.Metadata.Annotations,
                OwnerReferences = [OwnerIdentity.Of(owner).ToReference()],
            },
            Data = parsed.RootElement.Clone(),
            Revision = number,
        };
    }
}
