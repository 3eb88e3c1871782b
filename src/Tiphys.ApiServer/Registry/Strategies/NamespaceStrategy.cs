using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Registry.Strategies;

/// <summary>Namespaces are held by a finalizer in their spec until they are empty, and carry their name as a label.</summary>
internal sealed class NamespaceStrategy : ResourceStrategy
{
    private const string NameLabel = "kubernetes.io/metadata.name";

    public override bool ReturnsDeletedObject => true;

    public override void PrepareForCreate(WriteRequest request, DocObject document) => Label(document);

    public override void PrepareForUpdate(WriteRequest request, DocObject document, DocObject old) => Label(document);

    public override void Marked(DocObject document)
    {
        ObjectMeta.Of(document).Remove("deletionGracePeriodSeconds");
        document.GetOrAddObject("status")["phase"] = "Terminating";
    }

    private static void Label(DocObject document) =>
        ObjectMeta.Of(document).GetOrAddObject("labels")[NameLabel] = ObjectMeta.Name(document);
}
