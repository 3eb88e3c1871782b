using Tiphys.Network.Dns.Wire;

namespace Tiphys.Network.Tests.Dns;

/// <summary>Questions and answers.</summary>
public sealed class ResponderTests
{
    private readonly ZoneFixture _zone = new();

    [Theory]
    [InlineData("web.default.svc.cluster.local", "A", "NoError A 10.43.0.7")]
    [InlineData("WeB.Default.SVC.cluster.LOCAL", "A", "NoError A 10.43.0.7")]
    [InlineData("web.default.svc.cluster.local", "Aaaa", "NoError")]
    [InlineData("twin.default.svc.cluster.local", "Aaaa", "NoError Aaaa fd00::8")]
    [InlineData("_http._tcp.web.default.svc.cluster.local", "Srv", "NoError Srv 80 web.default.svc.cluster.local.+A 10.43.0.7")]
    [InlineData("_http._udp.web.default.svc.cluster.local", "Srv", "NameError")]
    [InlineData("_tcp.web.default.svc.cluster.local", "Srv", "NoError")]
    [InlineData("nobody.default.svc.cluster.local", "A", "NameError")]
    [InlineData("default.svc.cluster.local", "A", "NoError")]
    [InlineData("nowhere.svc.cluster.local", "A", "NameError")]
    [InlineData("svc.cluster.local", "A", "NoError")]
    [InlineData("cluster.local", "Ns", "NoError Ns ns.dns.cluster.local.")]
    [InlineData("dns-version.cluster.local", "Txt", "NoError Txt 1.1.0")]
    [InlineData("db-0.db.default.svc.cluster.local", "A", "NoError A 10.42.0.21")]
    [InlineData("db-0.db.default.svc.cluster.local", "Aaaa", "NoError Aaaa fd00::21")]
    [InlineData("10-42-0-23.db.default.svc.cluster.local", "A", "NoError A 10.42.0.23")]
    [InlineData("10-42-0-24.db.default.svc.cluster.local", "A", "NameError")]
    [InlineData("10-42-0-9.default.pod.cluster.local", "A", "NoError A 10.42.0.9")]
    [InlineData("10-42-0-9.default.pod.cluster.local", "Aaaa", "NoError")]
    [InlineData("fd00--9.default.pod.cluster.local", "Aaaa", "NoError Aaaa fd00::9")]
    [InlineData("10-42-0-9.nowhere.pod.cluster.local", "A", "NameError")]
    [InlineData("10-42-0-999.default.pod.cluster.local", "A", "NameError")]
    [InlineData("web.default.pod.cluster.local", "A", "NameError")]
    [InlineData("outside.default.svc.cluster.local", "A", "NoError Cname www.example.com. ...")]
    [InlineData("outside.default.svc.cluster.local", "Cname", "NoError Cname www.example.com.")]
    [InlineData("7.0.43.10.in-addr.arpa", "Ptr", "NoError Ptr web.default.svc.cluster.local.")]
    [InlineData("21.0.42.10.in-addr.arpa", "Ptr", "NoError Ptr db-0.db.default.svc.cluster.local.")]
    [InlineData("11.0.42.10.in-addr.arpa", "Ptr", "NoError Ptr 10-42-0-11.web.default.svc.cluster.local.")]
    [InlineData("99.0.42.10.in-addr.arpa", "Ptr", "NameError")]
    [InlineData("8.8.8.8.in-addr.arpa", "Ptr", "Forward")]
    [InlineData("host.tiphys.internal", "A", "NoError A 10.42.0.1")]
    [InlineData("host.tiphys.internal", "Aaaa", "NoError")]
    [InlineData("tiphys.internal", "A", "Forward")]
    [InlineData("www.example.com", "A", "Forward")]
    [InlineData("www.example.com.default.svc.cluster.local", "A", "NameError")]
    [InlineData("notcluster.local", "A", "Forward")]
    public void Question_IsAnswered(string name, string type, string expected) =>
        Assert.Equal(expected, _zone.Ask(Packets.Question(name, Enum.Parse<RecordType>(type))));

    [Fact]
    public void HeadlessService_AnswersAllReadyEndpointsInTurn()
    {
        byte[] question = Packets.Question("db.default.svc.cluster.local", RecordType.A);

        var answers = Enumerable.Range(0, 3).Select(_ => _zone.Ask(question)).ToList();

        Assert.Equal(3, answers.Distinct().Count());
        Assert.All(answers, answer => Assert.Equal(
            ["10.42.0.21", "10.42.0.22", "10.42.0.23"], answer.Split(' ').Where(word => word.StartsWith("10.", StringComparison.Ordinal)).Order()));
    }

    [Fact]
    public void HeadlessService_NamesItsEndpointsPorts()
    {
        string answer = _zone.Ask(Packets.Question("_http._tcp.db.default.svc.cluster.local", RecordType.Srv, edns: 4096));

        Assert.Contains("Srv 8080 db-0.db.default.svc.cluster.local.", answer);
        Assert.Contains("Srv 8080 10-42-0-23.db.default.svc.cluster.local.", answer);
        Assert.Contains("+A 10.42.0.22", answer);
    }

    [Fact]
    public void BeforeTheFirstSync_TheAnswerIsServerFailure()
    {
        var zone = new ZoneFixture(ready: false);

        Assert.Equal("ServerFailure", zone.Ask(Packets.Question("web.default.svc.cluster.local", RecordType.A)));
        Assert.Equal("ServerFailure", zone.Ask(Packets.Question("nobody.default.svc.cluster.local", RecordType.A)));
        Assert.Equal("Forward", zone.Ask(Packets.Question("www.example.com", RecordType.A)));
    }

    [Fact]
    public void Service_ThatGoes_TakesItsNamesWithIt()
    {
        _zone.Zone.Set("db", []);

        Assert.Equal("NameError", _zone.Ask(Packets.Question("db.default.svc.cluster.local", RecordType.A)));
        Assert.Equal("NameError", _zone.Ask(Packets.Question("db-0.db.default.svc.cluster.local", RecordType.A)));
        Assert.Equal("NameError", _zone.Ask(Packets.Question("21.0.42.10.in-addr.arpa", RecordType.Ptr)));
        Assert.Equal("NoError A 10.43.0.7", _zone.Ask(Packets.Question("web.default.svc.cluster.local", RecordType.A)));
    }

    [Fact]
    public void LongAnswer_IsCutForUdpAndWholeForTcp()
    {
        _zone.Set(
            ZoneFixture.Service("many", spec => spec.ClusterIP = "None"),
            ZoneFixture.Slice("IPv4", [.. Enumerable.Range(0, 100).Select(i => ZoneFixture.Endpoint($"10.42.1.{i}"))]));
        const string name = "many.default.svc.cluster.local";

        Assert.Equal(29, Count(_zone.Ask(Packets.Question(name, RecordType.A))));
        Assert.Equal(73, Count(_zone.Ask(Packets.Question(name, RecordType.A, edns: 4096))));
        Assert.Contains("truncated", _zone.Ask(Packets.Question(name, RecordType.A)));
        string whole = _zone.Ask(Packets.Question(name, RecordType.A), overTcp: true);
        Assert.Equal(100, Count(whole));
        Assert.DoesNotContain("truncated", whole);

        static int Count(string answer) => answer.Split(" A ").Length - 1;
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, "None")]
    [InlineData(new byte[] { 0, 1, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1 }, "None")]
    public void Message_ThatIsNoQuery_GetsNoAnswer(byte[] message, string expected) => Assert.Equal(expected, _zone.Ask(message));

    [Fact]
    public void Query_ThatIsMalformed_IsAFormatErrorAndOtherClassesAreRefused()
    {
        byte[] twoQuestions = Packets.Question("web.default.svc.cluster.local", RecordType.A);
        twoQuestions[5] = 2;
        byte[] chaos = Packets.Question("version.bind", RecordType.Txt);
        chaos[^1] = 3;
        byte[] update = Packets.Question("web.default.svc.cluster.local", RecordType.A);
        update[2] |= 5 << 3;
        byte[] version = Packets.Question("web.default.svc.cluster.local", RecordType.A, edns: 1232);
        version[^5] = 1;
        var buffer = new byte[1_232];

        Assert.Equal(ResponseCode.FormatError, Code(twoQuestions));
        Assert.Equal(ResponseCode.Refused, Code(chaos));
        Assert.Equal(ResponseCode.NotImplemented, Code(update));
        _zone.Responder.Respond(version, buffer, false, 0, out int length);
        Assert.Equal(1, buffer[length - 6]); // the upper half of BADVERS

        ResponseCode Code(byte[] query)
        {
            _zone.Responder.Respond(query, buffer, false, 0, out _);
            return (ResponseCode)(buffer[3] & 15);
        }
    }

    [Fact]
    public void FastPath_DoesNotAllocate()
    {
        byte[] question = Packets.Question("db.default.svc.cluster.local", RecordType.A, edns: 1232), buffer = new byte[1_232];
        for (int i = 0; i < 1_000; i++)
            _zone.Responder.Respond(question, buffer, false, (uint)i, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1_000; i++)
            _zone.Responder.Respond(question, buffer, false, (uint)i, out _);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Parser_FedWithMutatedQueries_NeverThrowsNorAnswersTooMuch()
    {
        var random = new Random(11);
        byte[][] seeds = [Packets.Question("web.default.svc.cluster.local", RecordType.A, edns: 4096), Packets.Question("db.default.svc.cluster.local", RecordType.Srv)];
        var buffer = new byte[1_232];
        for (int i = 0; i < 200_000; i++)
        {
            byte[] query = [.. seeds[i % 2][..random.Next(seeds[i % 2].Length + 1)], .. new byte[random.Next(12)]];
            for (int n = random.Next(6); n > 0 && query.Length > 0; n--)
                query[random.Next(query.Length)] = (byte)random.Next(256);

            _zone.Responder.Respond(query, buffer, false, (uint)i, out int length);

            Assert.InRange(length, 0, buffer.Length);
        }
    }
}
