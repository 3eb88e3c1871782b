using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Authentication.ServiceAccounts;

/// <summary>An object a token's life hangs on, as the token's claims name it.</summary>
internal sealed record TokenBinding(GroupResource Resource, string Namespace, string Name, string Uid)
{
    public static TokenBinding? Read(DocObject claims, string claim, GroupResource resource, string ns)
    {
        var reference = claims.GetObject(claim);
        return reference is null ? null : new(resource, ns, reference.GetString("name") ?? "", reference.GetString("uid") ?? "");
    }

    public DocObject ToClaim()
    {
        var claim = new DocObject { { "name", Name } };
        if (Uid.Length > 0)
            claim["uid"] = Uid;
        return claim;
    }
}
