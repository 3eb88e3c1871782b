using System.Buffers;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Tests.WatchCache;

public sealed class FrameShelfTests
{
    private readonly FrameShelf _shelf = new();
    private int _encoded;

    [Fact]
    public void GetOrAdd_SameDocumentAndType_IsEncodedOnce()
    {
        byte[] document = [1, 2, 3];
        var first = _shelf.GetOrAdd(document, "ADDED", Encode);
        Assert.Equal(first, _shelf.GetOrAdd(document, "ADDED", Encode));
        Assert.Equal([(byte)'A', 1, 2, 3], first.ToArray());
        Assert.Equal(1, _encoded);
    }

    [Fact]
    public void GetOrAdd_AnotherTypeOrAnotherDocumentWithTheSameBytes_IsEncodedByItself()
    {
        byte[] document = [1, 2, 3];
        _shelf.GetOrAdd(document, "ADDED", Encode);
        Assert.Equal((byte)'M', _shelf.GetOrAdd(document, "MODIFIED", Encode).Span[0]);
        _shelf.GetOrAdd((byte[])[1, 2, 3], "MODIFIED", Encode);
        Assert.Equal(3, _encoded);
    }

    [Fact]
    public void GetOrAdd_WithoutAForm_IsEmptyAndAskedAgain()
    {
        byte[] document = [1];
        Assert.True(_shelf.GetOrAdd(document, "ADDED", (_, _, _) => false).IsEmpty);
        Assert.False(_shelf.GetOrAdd(document, "ADDED", Encode).IsEmpty);
    }

    private bool Encode(IBufferWriter<byte> output, string type, ReadOnlyMemory<byte> document)
    {
        _encoded++;
        output.Write([(byte)type[0], .. document.Span]);
        return true;
    }
}
