using System.Buffers;
using System.IO.Pipelines;
using Tiphys.Api.Cbor;
using Tiphys.Api.Documents;
using Tiphys.Api.Protobuf;
using Tiphys.Api.Resources;
using Tiphys.ApiServer.Content;
using Tiphys.ApiServer.Registry;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Verbs;

/// <summary>Writes watch events: the shared bytes of the object between a head and a tail, or a converted document where the client wants one.</summary>
internal sealed class WatchFrames(PipeWriter output, ResourceInfo resource, ResponseFormat format, ObjectSchemas schemas, ShapeWriter shapes, string include)
{
    private readonly bool _plain = format is { Encoding: ResponseEncoding.Json, Shape: ResponseShape.Object } && resource.IsStorageVersion;
    private readonly bool _protobuf = format is { Encoding: ResponseEncoding.Protobuf, Shape: ResponseShape.Object } && resource.IsStorageVersion;
    private readonly WatchSocket? _socket = output as WatchSocket;
    private bool _hasColumns;

    public ObjectSchemas Schemas => schemas;

    /// <summary>Writes an event about a stored object.</summary>
    /// <returns>How many bytes it took, roughly.</returns>
    public ValueTask<int> WriteAsync(WatchEventKind kind, ReadOnlyMemory<byte> stored, CancellationToken cancellationToken)
    {
        if (_protobuf && ProtobufCodec.TryEncodeWatchEvent(output, Name(kind), stored.Span))
        {
            _socket?.EndEvent();
            return new(stored.Length);
        }

        if (!_plain || !schemas.CanServe(resource, stored.Span))
            return ConvertAndWriteAsync(kind, stored, cancellationToken);
        output.Write(Head(kind));
        output.Write(stored.Span);
        output.Write("}\n"u8);
        _socket?.EndEvent();
        return new(stored.Length);
    }

    /// <summary>Writes an event of the log, of which every watcher is sent the same bytes.</summary>
    /// <returns>How many bytes it took, roughly.</returns>
    public ValueTask<int> WriteSharedAsync(WatchEventKind kind, ReadOnlyMemory<byte> stored, FrameShelf shelf, CancellationToken cancellationToken)
    {
        if (!_protobuf)
            return WriteAsync(kind, stored, cancellationToken);
        var frame = shelf.GetOrAdd(stored, Name(kind), static (buffer, type, document) => ProtobufCodec.TryEncodeWatchEvent(buffer, type, document.Span));
        if (frame.IsEmpty)
            return ConvertAndWriteAsync(kind, stored, cancellationToken);
        output.Write(frame.Span);
        _socket?.EndEvent();
        return new(frame.Length);
    }

    /// <summary>Tells how far the watch has come.</summary>
    /// <param name="endsInitialEvents">The state that was asked for with sendInitialEvents is complete.</param>
    public int WriteBookmark(long revision, bool endsInitialEvents)
    {
        var metadata = new DocObject { { "resourceVersion", revision.ToString(System.Globalization.CultureInfo.InvariantCulture) } };
        if (endsInitialEvents)
            metadata["annotations"] = new DocObject { { "k8s.io/initial-events-end", "true" } };
        var bookmark = new DocObject { { "kind", resource.Kind }, { "apiVersion", resource.ApiVersion }, { "metadata", metadata } };
        return WriteDocument(WatchEventKind.Bookmark, Shape(bookmark));
    }

    public int WriteError(DocObject status) => WriteDocument(WatchEventKind.Error, status);

    private async ValueTask<int> ConvertAndWriteAsync(WatchEventKind kind, ReadOnlyMemory<byte> stored, CancellationToken cancellationToken) =>
        WriteDocument(kind, Shape(await schemas.FromStorageAsync(resource, stored, cancellationToken).ConfigureAwait(false)));

    private DocObject Shape(DocObject document)
    {
        if (format.Shape == ResponseShape.PartialMetadata)
            return ShapeWriter.Partial(document);
        if (format.Shape != ResponseShape.Table)
            return document;
        var table = shapes.Table(resource, [document], include, document.GetObject("metadata"), withColumns: !_hasColumns);
        _hasColumns = true;
        return table;
    }

    private int WriteDocument(WatchEventKind kind, DocObject document)
    {
        if (format.Encoding == ResponseEncoding.Cbor)
        {
            CborCodec.EncodeWatchEvent(output, Name(kind), document);
        }
        else if (format.Encoding != ResponseEncoding.Protobuf || !ProtobufCodec.TryEncodeWatchEvent(output, Name(kind), document.ToUtf8()))
        {
            output.Write(Head(kind));
            DocWriter.Write(output, document);
            output.Write("}\n"u8);
        }

        _socket?.EndEvent();
        return 1024;
    }

    private static string Name(WatchEventKind kind) => kind switch
    {
        WatchEventKind.Added => "ADDED",
        WatchEventKind.Modified => "MODIFIED",
        WatchEventKind.Deleted => "DELETED",
        WatchEventKind.Bookmark => "BOOKMARK",
        _ => "ERROR",
    };

    private static ReadOnlySpan<byte> Head(WatchEventKind kind) => kind switch
    {
        WatchEventKind.Added => "{\"type\":\"ADDED\",\"object\":"u8,
        WatchEventKind.Modified => "{\"type\":\"MODIFIED\",\"object\":"u8,
        WatchEventKind.Deleted => "{\"type\":\"DELETED\",\"object\":"u8,
        WatchEventKind.Bookmark => "{\"type\":\"BOOKMARK\",\"object\":"u8,
        _ => "{\"type\":\"ERROR\",\"object\":"u8,
    };
}
