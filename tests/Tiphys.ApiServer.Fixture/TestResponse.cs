using System.Net.Http.Headers;
using System.Text;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Fixture;

/// <summary>An answer, read whole.</summary>
/// <param name="Code">The HTTP status code.</param>
/// <param name="Bytes">The body.</param>
public sealed record TestResponse(int Code, byte[] Bytes, HttpResponseHeaders Headers, string? ContentType)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>The body as a JSON object.</summary>
    public DocObject Json => DocReader.ParseObject(Bytes);

    /// <summary>A string at a dotted path; null if it is not there.</summary>
    public string? this[string path] => Json.GetPath(path.Split('.')) switch
    {
        null => null,
        DocString text => text.Value,
        var node => node.ToString(),
    };

    public IEnumerable<DocObject> Items => Json.GetArray("items")!.Objects();

    internal static async Task<TestResponse> OfAsync(HttpClient http, string method, string path, string? body, string contentType, string accept)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        using var response = await http.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(), response.Headers, response.Content.Headers.ContentType?.ToString());
    }
}
