using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>A resource, or subresource, that answers creates and stores nothing: access reviews, token reviews, token requests.</summary>
/// <remarks>The registry decodes and defaults the body and runs admission before it asks.</remarks>
public interface IVirtualResource
{
    GroupResource Resource { get; }

    /// <summary>Empty for the resource itself; <c>token</c> for <c>serviceaccounts/token</c>.</summary>
    string Subresource => "";

    /// <summary>The answer's document; sent with 201.</summary>
    /// <exception cref="ApiException">The request is invalid or refused.</exception>
    ValueTask<DocObject> CreateAsync(VirtualCreate request, CancellationToken cancellationToken);
}
