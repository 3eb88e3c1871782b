using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Pipeline;
using Tiphys.ApiServer.Selecting;

namespace Tiphys.ApiServer.Verbs;

/// <summary>
/// Streams a list as a concatenation of stored bytes. Memory stays at one flush's worth whatever the list's size, and a client that goes
/// away or reads slowly costs nobody else anything.
/// </summary>
internal sealed class ListStream(RequestContext context, ResourceInfo resource, Selection selection)
{
    private const int FlushSize = 64 << 10;

    /// <summary>Built-in kinds leave kind and apiVersion out of a list's items, as upstream does; they stand at the front of the stored form.</summary>
    private readonly byte[] _itemHead = resource.IsCustom
        ? []
        : Encoding.UTF8.GetBytes($"{{\"kind\":\"{resource.Kind}\",\"apiVersion\":\"{resource.StorageVersion}\",");

    public async Task WriteAsync(ListPage page, (string Token, long? Remaining, string LastKey) end)
    {
        Responder.WriteHead(context, 200, "application/json");
        if (context.Info.Method == "HEAD")
            return;
        if (!Compression.IsWanted(context.Http, page.Snapshot.Index.CountPrefix(selection.KeyPrefix)))
        {
            await WriteBodyAsync(context.Http.Response.BodyWriter, page, end).ConfigureAwait(false);
            return;
        }

        var gzip = Compression.Open(context.Http);
        await using (gzip.ConfigureAwait(false))
        {
            var writer = PipeWriter.Create(gzip, new StreamPipeWriterOptions(minimumBufferSize: FlushSize, leaveOpen: true));
            await WriteBodyAsync(writer, page, end).ConfigureAwait(false);
            await writer.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async Task WriteBodyAsync(PipeWriter output, ListPage page, (string Token, long? Remaining, string LastKey) end)
    {
        WriteStart(output, page.Revision, end.Token, end.Remaining);
        var (first, pending) = (true, 0);
        foreach (var entry in page.Snapshot.Index.Range(selection.KeyPrefix, page.StartAfter))
        {
            if (!selection.Matches(entry))
                continue;
            pending += WriteItem(output, entry.Utf8.Span, first);
            first = false;
            if (entry.Key == end.LastKey)
                break;
            if (pending < FlushSize)
                continue;
            pending = 0;
            if ((await output.FlushAsync(context.Aborted).ConfigureAwait(false)).IsCompleted)
                return;
        }

        output.Write("]}\n"u8);
        await output.FlushAsync(context.Aborted).ConfigureAwait(false);
    }

    private int WriteItem(PipeWriter output, ReadOnlySpan<byte> item, bool first)
    {
        if (!first)
            output.Write(","u8);
        if (_itemHead.Length > 0 && item.StartsWith(_itemHead))
        {
            output.Write("{"u8);
            item = item[_itemHead.Length..];
        }

        output.Write(item);
        return item.Length;
    }

    private void WriteStart(PipeWriter output, long revision, string token, long? remaining)
    {
        var next = token.Length == 0 ? "" : $",\"continue\":\"{JavaScriptEncoder.Default.Encode(token)}\"";
        var left = remaining is null ? "" : $",\"remainingItemCount\":{remaining}";
        Encoding.UTF8.GetBytes(
            $"{{\"kind\":\"{resource.ListKind}\",\"apiVersion\":\"{resource.ApiVersion}\",\"metadata\":{{\"resourceVersion\":\"{revision}\"{next}{left}}},\"items\":[",
            output);
    }
}
