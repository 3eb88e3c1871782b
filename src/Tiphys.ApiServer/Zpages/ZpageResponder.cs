using System.Buffers;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;

namespace Tiphys.ApiServer.Zpages;

/// <summary>Answers a page about the server itself in the form the client asks for (KEP-4827, KEP-4828).</summary>
internal static class ZpageResponder
{
    private const string Title = "\napiserver {0}\nWarning: This endpoint is not meant to be machine parseable, has no formatting compatibility guarantees and is for debugging purposes only.\n";

    /// <param name="kind">Flagz or Statusz.</param>
    /// <param name="fields">The object's fields beside kind, apiVersion and metadata.</param>
    /// <param name="text">The page for people, without its title.</param>
    public static Task WriteAsync(RequestContext context, string kind, Func<DocObject> fields, Func<string> text)
    {
        var form = ZpageForm.Of(context.Http.Request.Headers.Accept, kind)
            ?? throw new ApiException(406, StatusReason.NotAcceptable, "only the following media types are accepted: application/json, application/yaml, text/plain");
        var page = kind.ToLowerInvariant();
        if (form.Version is null)
        {
            var bytes = System.Text.Encoding.UTF8.GetBytes(Title.Replace("{0}", page, StringComparison.Ordinal) + text());
            return Responder.WriteBytesAsync(context, 200, "text/plain; charset=utf-8", bytes);
        }

        if (form.Version == ZpageForm.Deprecated)
            context.Warnings.Add($"This version of the {page} endpoint is deprecated. Please use a newer version.");
        var document = new DocObject { { "kind", kind }, { "apiVersion", "config.k8s.io/" + form.Version }, { "metadata", new DocObject { { "name", "apiserver" } } } };
        foreach (var (name, value) in fields())
            document[name] = value;
        var buffer = new ArrayBufferWriter<byte>(1024);
        var format = form.IsYaml ? ResponseFormat.Json with { Encoding = ResponseEncoding.Yaml } : ResponseFormat.Json with { Pretty = true };
        var type = DocumentEncoder.Write(buffer, document, format);
        return Responder.WriteBytesAsync(context, 200, $"{type};g=config.k8s.io;v={form.Version};as={kind}", buffer.WrittenMemory);
    }
}
