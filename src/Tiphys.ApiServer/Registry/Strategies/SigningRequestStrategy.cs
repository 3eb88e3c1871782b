using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication;

namespace Tiphys.ApiServer.Registry.Strategies;

/// <summary>A certificate signing request says who made it; that is the caller, whatever the request claims. Its conditions say since when they hold.</summary>
internal sealed class SigningRequestStrategy(TimeProvider time) : ResourceStrategy
{
    private static readonly string[] Members = ["username", "uid", "groups", "extra"];

    public override void PrepareForCreate(WriteRequest request, DocObject document)
    {
        var spec = document.GetOrAddObject("spec");
        foreach (var member in Members)
            spec.Remove(member);
        foreach (var (name, value) in UserInfoDocument.Write(request.Context.User))
            spec[name] = value;
    }

    public override void PrepareForUpdate(WriteRequest request, DocObject document, DocObject old)
    {
        if (request.Subresource is not ("status" or "approval"))
            return;
        var now = ObjectMeta.Timestamp(time.GetUtcNow());
        var before = Conditions(old).ToArray();
        foreach (var condition in Conditions(document))
        {
            if (condition["lastUpdateTime"] is null or DocNull)
                condition["lastUpdateTime"] = now;
            if (condition["lastTransitionTime"] is not (null or DocNull))
                continue;
            var same = before.FirstOrDefault(other => other.GetString("type") == condition.GetString("type") && other.GetString("status") == condition.GetString("status"));
            condition["lastTransitionTime"] = same?["lastTransitionTime"] is DocString since ? since.Value : now;
        }
    }

    private static IEnumerable<DocObject> Conditions(DocObject document) => document.ObjectsAt("status", "conditions");
}
