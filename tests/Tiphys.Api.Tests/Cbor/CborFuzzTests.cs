using CsCheck;
using Tiphys.Api.Cbor;

namespace Tiphys.Api.Tests.Cbor;

public sealed class CborFuzzTests
{
    [Fact]
    public void Decode_AnyBytes_AnswersOrRefuses() => Gen.OneOf(Gen.Byte.Array[0, 60], Gen.OneOf(Gen.Byte[0x40, 0x7f], Gen.Byte[0x80, 0xbf], Gen.Byte[0xc0, 0xff], Gen.Byte[0, 3]).Array[0, 40])
        .Sample(bytes => { Read([0xd9, 0xd9, 0xf7, .. bytes]); }, iter: 50_000);

    [Theory]
    [InlineData(0x81)] // lists in lists
    [InlineData(0x9f)] // without an end
    [InlineData(0xc1)] // tags on tags
    [InlineData(0xd5)]
    [InlineData(0x5f)] // texts without an end
    public void Decode_Endless_IsRefused(byte piece) => Assert.False(Read([0xd9, 0xd9, 0xf7, .. Enumerable.Repeat(piece, 1_000_000)]));

    [Theory]
    [InlineData("9bffffffffffffffff")] // a list of 2^64-1 items
    [InlineData("9a7fffffff")]
    [InlineData("bb7fffffffffffffff")]
    [InlineData("5b7fffffffffffffff")]
    [InlineData("7affffffff")]
    public void Decode_AnnouncedAndNotSent_IsRefusedBeforeRoomIsMade(string bytes) => Assert.False(Read([0xd9, 0xd9, 0xf7, 0xa1, 0x61, (byte)'a', .. Convert.FromHexString(bytes)]));

    private static bool Read(byte[] body)
    {
        try
        {
            CborCodec.DecodeObject(body);
            return true;
        }
        catch (CborFormatException)
        {
            return false;
        }
    }
}
