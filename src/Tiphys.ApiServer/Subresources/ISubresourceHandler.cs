using Tiphys.Api.Resources;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Subresources;

/// <summary>Answers requests for a subresource, or creates of a resource that is not stored.</summary>
internal interface ISubresourceHandler
{
    /// <param name="resource">The parent; the subresource's name and what stands behind it are in the request.</param>
    Task HandleAsync(RequestContext context, ResourceInfo resource);
}
