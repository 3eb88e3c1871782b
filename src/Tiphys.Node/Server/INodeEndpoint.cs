using Microsoft.AspNetCore.Http;

namespace Tiphys.Node.Server;

/// <summary>Answers the requests below one first part of the path. The caller is known and may ask.</summary>
internal interface INodeEndpoint
{
    /// <exception cref="NodeRequestException">The request is answered with an error.</exception>
    Task HandleAsync(HttpContext http, NodeRoute route);
}
