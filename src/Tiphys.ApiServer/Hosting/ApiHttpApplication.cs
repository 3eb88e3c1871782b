using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tiphys.ApiServer.Hosting;

/// <summary>Hands Kestrel's requests to the server without middleware, routing or a scope per request; contexts are used again per connection.</summary>
internal sealed class ApiHttpApplication(KubeApiServer server) : IHttpApplication<HttpContext>
{
    public HttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        if (contextFeatures is not IHostContextContainer<HttpContext> container)
            return new DefaultHttpContext(contextFeatures);
        if (container.HostContext is DefaultHttpContext known)
        {
            known.Initialize(contextFeatures);
            return known;
        }

        var made = new DefaultHttpContext(contextFeatures);
        container.HostContext = made;
        return made;
    }

    public Task ProcessRequestAsync(HttpContext context) => server.InvokeAsync(context);

    public void DisposeContext(HttpContext context, Exception? exception) => ((DefaultHttpContext)context).Uninitialize();
}
