using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tiphys.Node.Server;

/// <summary><c>/logs</c>: the files below the node's log directory, folders as lists of links.</summary>
internal sealed class NodeLogEndpoint(string root) : INodeEndpoint
{
    public async Task HandleAsync(HttpContext http, NodeRoute route)
    {
        var relative = (http.Request.Path.Value ?? "")["/logs".Length..].Trim('/');
        var path = Path.GetFullPath(Path.Combine(root, relative));
        if (path != root && !path.StartsWith(root + "/", StringComparison.Ordinal))
            throw new NodeRequestException(404, "404 page not found");
        if (Directory.Exists(path))
        {
            http.Response.ContentType = "text/html; charset=utf-8";
            await http.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(List(path)), http.RequestAborted).ConfigureAwait(false);
            return;
        }

        // A link in the log directory may point anywhere; only what really is below it is shown.
        if (!File.Exists(path) || new FileInfo(path).LinkTarget is not null)
            throw new NodeRequestException(404, "404 page not found");
        http.Response.ContentType = "text/plain; charset=utf-8";
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await file.CopyToAsync(http.Response.Body, http.RequestAborted).ConfigureAwait(false);
    }

    private static string List(string directory)
    {
        var entries = Directory.EnumerateFileSystemEntries(directory).Select(entry => Path.GetFileName(entry) + (Directory.Exists(entry) ? "/" : ""));
        return "<pre>\n" + string.Concat(entries.Order(StringComparer.Ordinal).Select(name => $"<a href=\"{Uri.EscapeDataString(name)}\">{WebUtility.HtmlEncode(name)}</a>\n")) + "</pre>\n";
    }
}
