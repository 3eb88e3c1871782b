using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>
/// What a create is compared with. Upstream compares with an empty object of the type, in which parts that are always there (spec,
/// the pod template) stand already; so nobody owns those parts themselves, only what is in them.
/// </summary>
internal static class NewObject
{
    private static readonly string[] AlwaysThere = ["metadata", "spec", "status", "template", "jobTemplate", "strategy", "updateStrategy", "scaleTargetRef"];

    public static DocObject Of(DocObject document)
    {
        var shell = new DocObject();
        foreach (var (name, value) in document)
        {
            if (value is DocObject inner && AlwaysThere.Contains(name))
                shell.Set(name, Of(inner));
            else if (value is DocArray && name == "containers")
                shell.Set(name, new DocArray());
        }

        return shell;
    }
}
