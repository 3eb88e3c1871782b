using Tiphys.Api.Documents;
using Tiphys.ApiServer.Authentication;

namespace Tiphys.ApiServer.Registry;

/// <summary>A create of an <see cref="IVirtualResource"/>.</summary>
/// <param name="User">Who asks.</param>
/// <param name="Namespace">From the path; empty for cluster-scoped resources.</param>
/// <param name="Name">From the path; empty but for subresources.</param>
/// <param name="Body">The decoded document; the answer may be made of it.</param>
public sealed record VirtualCreate(UserInfo User, string Namespace, string Name, DocObject Body)
{
    /// <summary>Texts for Warning headers.</summary>
    public ICollection<string> Warnings { get; init; } = [];

    /// <summary>Pairs for the audit event.</summary>
    public IDictionary<string, string> AuditAnnotations { get; init; } = new Dictionary<string, string>();
}
