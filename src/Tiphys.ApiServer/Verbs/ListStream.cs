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
    private const int CompressedBlock = 64 << 10;

    private static readonly byte[] Between = ",{"u8.ToArray();
    private static readonly byte[] End = "]}\n"u8.ToArray();

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
            var writer = PipeWriter.Create(gzip, new StreamPipeWriterOptions(minimumBufferSize: CompressedBlock, leaveOpen: true));
            await WriteBodyAsync(writer, page, end).ConfigureAwait(false);
            await writer.CompleteAsync().ConfigureAwait(false);
        }
    }

    private async Task WriteBodyAsync(PipeWriter output, ListPage page, (string Token, long? Remaining, string LastKey) end)
    {
        var blocks = new BlockWriter(output, context.Aborted);
        await blocks.WriteAsync(Start(page.Revision, end.Token, end.Remaining)).ConfigureAwait(false);
        var first = true;
        foreach (var entry in page.Snapshot.Index.Range(selection.KeyPrefix, page.StartAfter))
        {
            if (!selection.Matches(entry))
                continue;
            var cut = entry.Utf8.Span.StartsWith(_itemHead) ? _itemHead.Length : 0;
            await blocks.WriteAsync(ItemStart(first, cut > 0)).ConfigureAwait(false);
            if (!await blocks.WriteAsync(entry.Utf8[cut..]).ConfigureAwait(false))
                return;
            first = false;
            if (entry.Key == end.LastKey)
                break;
        }

        await blocks.WriteAsync(End).ConfigureAwait(false);
        await blocks.FlushAsync().ConfigureAwait(false);
    }

    /// <summary>What stands before an item: a comma but for the first, and the brace of one whose head is left out.</summary>
    private static ReadOnlyMemory<byte> ItemStart(bool first, bool cut) => Between.AsMemory((first ? 1 : 0)..(cut ? 2 : 1));

    private byte[] Start(long revision, string token, long? remaining)
    {
        // Lists of custom resources always have it.
        var next = token.Length == 0 && !resource.IsCustom ? "" : $",\"continue\":\"{JavaScriptEncoder.Default.Encode(token)}\"";
        var left = remaining is null ? "" : $",\"remainingItemCount\":{remaining}";
        return Encoding.UTF8.GetBytes(
            $"{{\"kind\":\"{resource.ListKind}\",\"apiVersion\":\"{resource.ApiVersion}\",\"metadata\":{{\"resourceVersion\":\"{revision}\"{next}{left}}},\"items\":[");
    }
}
