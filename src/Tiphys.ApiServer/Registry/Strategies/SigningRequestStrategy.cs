using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication;

namespace Tiphys.ApiServer.Registry.Strategies;

/// <summary>A certificate signing request says who made it; that is the caller, whatever the request claims.</summary>
internal sealed class SigningRequestStrategy : ResourceStrategy
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
}
