using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authorization.Rbac;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer.Authorization.DefaultRoles;

/// <summary>
/// What becomes of an object that stands when a default one is due: permissions and subjects that are missing are added, what people added
/// stays, and <c>autoupdate: "false"</c> keeps the server's hands off. Pure.
/// </summary>
internal static class RolePlan
{
    /// <summary>The role as it should be written; null if it is well as it is.</summary>
    public static DocObject? Role(DocObject standing, DocObject wanted)
    {
        if (IsOptedOut(standing))
            return null;
        var next = standing.Clone();
        MergeMetadata(next, wanted);
        if (wanted["aggregationRule"] is { } aggregation)
        {
            // The rules of a gathering role are the aggregator's, only the selectors are ours.
            next["aggregationRule"] = MergeSelectors(next.GetObject("aggregationRule"), (DocObject)aggregation);
            return next.DeepEquals(standing) ? null : next;
        }

        var held = standing.ObjectsAt("rules").Select(PolicyRule.Read).ToArray();
        var missing = wanted.ObjectsAt("rules").Where(rule => !PolicyRule.Read(rule).Split().All(piece => held.Any(has => has.Covers(piece)))).ToArray();
        if (missing.Length > 0)
            next["rules"] = new DocArray([.. standing.ObjectsAt("rules"), .. missing]);
        return next.DeepEquals(standing) ? null : next;
    }

    /// <summary>As <see cref="Role"/>, for a binding.</summary>
    /// <param name="recreate">True if the role it binds is another one, which only a new object can change.</param>
    public static DocObject? Binding(DocObject standing, DocObject wanted, out bool recreate)
    {
        recreate = false;
        if (IsOptedOut(standing))
            return null;
        if (standing.StringAt("roleRef", "kind") != wanted.StringAt("roleRef", "kind") || standing.StringAt("roleRef", "name") != wanted.StringAt("roleRef", "name"))
        {
            recreate = true;
            return wanted;
        }

        var next = standing.Clone();
        MergeMetadata(next, wanted);
        var held = standing.ObjectsAt("subjects").Select(Key).ToHashSet();
        var missing = wanted.ObjectsAt("subjects").Where(subject => !held.Contains(Key(subject))).ToArray();
        if (missing.Length > 0)
            next["subjects"] = new DocArray([.. standing.ObjectsAt("subjects"), .. missing]);
        return next.DeepEquals(standing) ? null : next;
    }

    private static (string?, string?, string?) Key(DocObject subject) => (subject.GetString("kind"), subject.GetString("namespace"), subject.GetString("name"));

    private static bool IsOptedOut(DocObject standing) => standing.Annotation(DefaultRoleLine.AutoUpdateAnnotation) == "false";

    private static void MergeMetadata(DocObject next, DocObject wanted)
    {
        foreach (var map in (string[])["labels", "annotations"])
        {
            var target = next.GetOrAddObject("metadata").GetOrAddObject(map);
            foreach (var (name, value) in (DocObject)wanted.GetPath("metadata", map)!)
                target[name] = value;
        }
    }

    private static DocObject MergeSelectors(DocObject? standing, DocObject wanted)
    {
        var held = standing?.ObjectsAt("clusterRoleSelectors").ToArray() ?? [];
        var missing = wanted.ObjectsAt("clusterRoleSelectors").Where(selector => !held.Any(has => has.DeepEquals(selector)));
        return new DocObject { { "clusterRoleSelectors", new DocArray([.. held, .. missing]) } };
    }
}
