using System.Buffers;
using System.IO.Pipelines;
using Tiphys.ApiServer.Verbs;

namespace Tiphys.ApiServer.Tests.Verbs;

public sealed class BlockWriterTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 10)]
    [InlineData(5_500, 100)]
    [InlineData(65_536, 3)]
    [InlineData(200_000, 2)]
    public async Task WriteAsync_PartsOfAnySize_ArriveWholeAndInOrder(int size, int count)
    {
        var pipe = new Pipe(new(pauseWriterThreshold: 0));
        var writer = new BlockWriter(pipe.Writer, Cancel);
        var expected = new ArrayBufferWriter<byte>();
        for (var i = 0; i < count; i++)
        {
            var part = Enumerable.Repeat((byte)i, size).ToArray();
            expected.Write(part);
            Assert.True(await writer.WriteAsync(part));
        }

        await writer.FlushAsync();
        await pipe.Writer.CompleteAsync();
        var read = await pipe.Reader.ReadAtLeastAsync(expected.WrittenCount, Cancel);
        Assert.Equal(expected.WrittenSpan, read.Buffer.ToArray());
    }

    [Fact]
    public async Task WriteAsync_ReaderGone_SaysSo()
    {
        var pipe = new Pipe();
        await pipe.Reader.CompleteAsync();
        Assert.False(await new BlockWriter(pipe.Writer, Cancel).WriteAsync(new byte[200_000]));
    }
}
