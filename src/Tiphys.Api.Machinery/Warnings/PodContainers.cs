using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Fields;

namespace Tiphys.Api.Machinery.Warnings;

/// <summary>The containers of a pod with their places: those that run before it, those that run, those that look into it.</summary>
internal static class PodContainers
{
    public static IEnumerable<(DocObject Container, FieldPath Path)> Of(DocObject spec, FieldPath path)
    {
        foreach (var list in (string[])["initContainers", "containers", "ephemeralContainers"])
        {
            var index = 0;
            foreach (var container in spec.ObjectsOf(list))
                yield return (container, path.Child(list).Index(index++));
        }
    }
}
