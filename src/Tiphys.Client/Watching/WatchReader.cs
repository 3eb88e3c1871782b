using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Tiphys.Client.Json;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Client.Objects;
using Tiphys.Client.Requests;
using Tiphys.Client.Transport;

namespace Tiphys.Client.Watching;

/// <summary>Splits a watch's body into its lines and reads each.</summary>
internal sealed class WatchReader<T>(Stream body, IObjectCodec<T> codec)
{
    private readonly PipeReader _pipe = PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 16384, leaveOpen: true));

    /// <summary>The next event, or null when the server has ended the stream.</summary>
    public async Task<WatchEvent<T>?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await ReadPipeAsync(cancellationToken).ConfigureAwait(false);
            var buffer = read.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end).ToArray();
                _pipe.AdvanceTo(buffer.GetPosition(1, end));
                if (line.Length > 1)
                    return Parse(line);
                continue;
            }

            // A last line that has no end is a broken one: the reader of the next watch will get it whole.
            if (read.IsCompleted)
                return null;
            _pipe.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private async ValueTask<ReadResult> ReadPipeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new ApiUnreachableException("the watch broke off", e);
        }
    }

    private WatchEvent<T> Parse(byte[] line)
    {
        string? type = null;
        var item = default(ReadOnlyMemory<byte>);
        var reader = new Utf8JsonReader(line, KubeJson.AnyDepth);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isObject = reader.ValueTextEquals("object"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isType)
                type = reader.GetString();
            else if (isObject)
                item = line.AsMemory(start..(int)reader.BytesConsumed);
        }

        return type switch
        {
            "ADDED" => new(WatchEventType.Added, codec.Decode(item)),
            "MODIFIED" => new(WatchEventType.Modified, codec.Decode(item)),
            "DELETED" => new(WatchEventType.Deleted, codec.Decode(item)),
            "BOOKMARK" => new(WatchEventType.Bookmark, codec.Decode(item)),
            "ERROR" => throw StatusReader.FromStatus(DocReader.ParseObject(item), 500),
            _ => throw new ApiException(500, StatusReason.InternalError, $"unknown watch event type {type}"),
        };
    }
}
