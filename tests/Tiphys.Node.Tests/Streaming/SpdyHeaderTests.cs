using Tiphys.Node.Streaming.Spdy;

namespace Tiphys.Node.Tests.Streaming;

public sealed class SpdyHeaderTests
{
    /// <summary>Three blocks of one connection, as zlib writes them with the draft's dictionary: fixed codes, then a match into the block before, then dynamic codes.</summary>
    private static readonly string[] FromZlib =
    [
        "78f9e3c6a7c202253a703a2b294a4dcc851625aca9a0808614cb45e01c6061606100a4398b20d198094ade8c0600000000ffff",
        "c2aa19540e2512d60b000000ffff",
        "94d4490ec2300c85e1abf8024819ea38b90b1b4a05620c831085d393c8dbdac8ab66915fdfa27ae94f41efe7553faedb84e0fe3a6c4f303eeafb0abb3a8383e3eb727b42edffbe5f386fbe1f98ea1e6cb799e9fb1a97422abe982435602cb4cfb4d47acc319b34bd602e4a5c888464e2f482b941e2a24f944c9c5e30872257b0a08d530be692c40d847e30717ac11c491ce210a389d30be6b2c4a518319838bd60ae481cf940de363bb5e82f4d1bb913bd365a679eb9fbe779c9cbe49ded59d18b1f000000ffff",
    ];

    [Fact]
    public void Inflater_BlocksOfOneConnection_ReadsThemAll()
    {
        var inflater = new SpdyInflater();

        var first = SpdyHeaders.Read(inflater.Read(Convert.FromHexString(FromZlib[0])));
        var second = SpdyHeaders.Read(inflater.Read(Convert.FromHexString(FromZlib[1])));
        var third = SpdyHeaders.Read(inflater.Read(Convert.FromHexString(FromZlib[2])));

        Assert.Equal(("error", "8080", "0"), (first["streamType"], first["port"], first["requestID"]));
        Assert.Equal(("data", "8080", "0"), (second["streamtype"], second["port"], second["requestid"]));
        Assert.Equal(12, third.Count);
        Assert.Equal(string.Concat(Enumerable.Repeat("the quick brown fox 7919 jumps over the lazy dog ", 2)), third["x-1"]);
    }

    [Fact]
    public void Deflater_WhatItWrites_InflaterReads()
    {
        var (deflater, inflater) = (new SpdyDeflater(), new SpdyInflater());
        foreach (var value in (string[])["error", "", new string('x', 40_000), "data"])
        {
            var block = SpdyHeaders.Write(new Dictionary<string, string> { ["StreamType"] = value });
            Assert.Equal(value, SpdyHeaders.Read(inflater.Read(deflater.Write(block)))["streamtype"]);
        }
    }

    [Fact]
    public void Dictionary_Checksum_IsTheDrafts()
    {
        uint a = 1, b = 0;
        foreach (var value in SpdyDictionary.Bytes)
        {
            a = (a + value) % 65521;
            b = (b + a) % 65521;
        }

        Assert.Equal(SpdyDictionary.Id, (b << 16) | a);
    }

    [Fact]
    public void Inflater_DamagedInput_FailsAsProtocolErrorOnly()
    {
        var random = new Random(20260101);
        var whole = Convert.FromHexString(FromZlib[0]);
        for (var round = 0; round < 20_000; round++)
        {
            var damaged = round % 2 == 0 ? (byte[])whole.Clone() : [0x78, 0xf9, 0xe3, 0xc6, 0xa7, 0xc2, .. RandomBytes(random)];
            if (round % 2 == 0)
            {
                for (var i = random.Next(1, 5); i > 0; i--)
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                SpdyHeaders.Read(new SpdyInflater().Read(damaged));
            }
            catch (SpdyException)
            {
            }
        }
    }

    [Fact]
    public void Inflater_Bomb_IsRefused()
    {
        // A fixed-code block of one literal and then matches of 258 bytes at distance 1, without end.
        var bits = new List<int> { 0, 1, 0 };
        AddCode(bits, 0x30, 8);
        for (var i = 0; i < 400; i++)
        {
            AddCode(bits, 0b11000101, 8);
            AddCode(bits, 0, 5);
        }

        var packed = new byte[(bits.Count / 8) + 1];
        for (var i = 0; i < bits.Count; i++)
            packed[i / 8] |= (byte)(bits[i] << (i % 8));
        Assert.Throws<SpdyException>(() => new SpdyInflater().Read([0x78, 0xf9, 0xe3, 0xc6, 0xa7, 0xc2, .. packed]));

        static void AddCode(List<int> bits, int code, int length)
        {
            for (var i = length - 1; i >= 0; i--)
                bits.Add((code >> i) & 1);
        }
    }

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[random.Next(1, 200)];
        random.NextBytes(bytes);
        return bytes;
    }
}
