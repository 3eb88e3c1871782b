namespace Tiphys.Faults.Tests.Oracle;

/// <summary>The judge is judged: planted violations are found, and histories that are in order pass.</summary>
public sealed class OracleTests
{
    private readonly History _history = new();
    private long _clock;

    [Fact]
    public void History_InOrder_HasNoViolation()
    {
        Write(OperationKind.Create, "a", "1", 10);
        Write(OperationKind.Update, "a", "2", 11, expected: 10);
        Read("a", "2", 11);
        Write(OperationKind.Delete, "a", null, 0, expected: 11);
        Read("a", null, 0);
        Write(OperationKind.Create, "a", "3", 13);
        Watch(null, 9, 13, new("ADDED", "a", 10, "1"), new("MODIFIED", "a", 11, "2"), new("DELETED", "a", 12, "2"), new("ADDED", "a", 13, "3"));

        Assert.Empty(_history.FindViolations());
    }

    [Fact]
    public void ConcurrentWrites_InEitherOrder_AreFine()
    {
        Add(new(1, OperationKind.Create, "a", 1, 10, OperationOutcome.Refused) { Value = "1" });
        Add(new(2, OperationKind.Create, "a", 2, 9, OperationOutcome.Done) { Value = "2", Revision = 5 });
        Add(new(3, OperationKind.Read, "a", 3, 8, OperationOutcome.Done));
        Add(new(4, OperationKind.Read, "a", 4, 7, OperationOutcome.Done) { Value = "2", Revision = 5 });

        Assert.Empty(_history.FindViolations());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WriteWithoutAnswer_ThatHappenedOrNot_IsFine(bool happened)
    {
        Write(OperationKind.Create, "a", "1", 10);
        Add(new(1, OperationKind.Update, "a", ++_clock, long.MaxValue, OperationOutcome.Unknown) { Value = "2", Expected = 10 });
        Read("a", "1", 10);
        if (happened)
            Read("a", "2", 12);
        Write(OperationKind.Update, "a", "3", 20, expected: happened ? 12 : 10);

        Assert.Empty(_history.FindViolations());
    }

    [Fact]
    public void AcknowledgedWrite_GoneAfterRecovery_IsFound()
    {
        Write(OperationKind.Create, "a", "1", 10);
        Read("a", null, 0);

        Assert.Contains("not linearizable", Assert.Single(_history.FindViolations()));
    }

    [Fact]
    public void Read_OfWhatWasReplacedBefore_IsFound()
    {
        Write(OperationKind.Create, "a", "1", 10);
        Write(OperationKind.Update, "a", "2", 11, expected: 10);
        Read("a", "1", 10);

        Assert.Contains("client 2 Read a 1", Assert.Single(_history.FindViolations()));
    }

    [Fact]
    public void UpdateAtAnOldRevision_ThatWasTaken_IsFound()
    {
        Write(OperationKind.Create, "a", "1", 10);
        Write(OperationKind.Update, "a", "2", 11, expected: 10);
        Write(OperationKind.Update, "a", "3", 12, expected: 10);

        Assert.NotEmpty(_history.FindViolations());
    }

    [Fact]
    public void Create_OfWhatIsThere_IsFound()
    {
        Write(OperationKind.Create, "a", "1", 10);
        Write(OperationKind.Create, "a", "2", 11);

        Assert.NotEmpty(_history.FindViolations());
    }

    [Fact]
    public void WriteWithoutAnswer_SeenAndThenUnseen_IsFound()
    {
        Write(OperationKind.Create, "a", "1", 10);
        Add(new(1, OperationKind.Update, "a", ++_clock, long.MaxValue, OperationOutcome.Unknown) { Value = "2", Expected = 10 });
        Read("a", "2", 12);
        Read("a", "1", 10);

        Assert.NotEmpty(_history.FindViolations());
    }

    [Fact]
    public void Revision_GivenTwice_IsFound()
    {
        Write(OperationKind.Create, "a", "1", 10);
        Write(OperationKind.Create, "b", "2", 10);

        Assert.Contains(_history.FindViolations(), violation => violation.Contains("given twice"));
    }

    [Fact]
    public void Revision_ThatFalls_IsFound()
    {
        Write(OperationKind.Create, "a", "1", 10);
        Write(OperationKind.Create, "b", "2", 9);

        Assert.Contains("the revision fell", Assert.Single(_history.FindViolations()));
    }

    [Fact]
    public void Watch_WithALoss_IsFound() => AssertMisled(new WatchedEvent("ADDED", "a", 10, "1.even"), new WatchedEvent("DELETED", "a", 12, "2.odd"));

    [Fact]
    public void Watch_WithALossAtTheEnd_IsFound() => AssertMisled(new WatchedEvent("ADDED", "a", 10, "1.even"), new WatchedEvent("MODIFIED", "a", 11, "2.odd"));

    [Fact]
    public void Watch_WithARepeat_IsFound() => AssertMisled(
        new("ADDED", "a", 10, "1.even"), new("MODIFIED", "a", 11, "2.odd"), new("MODIFIED", "a", 11, "2.odd"), new("DELETED", "a", 12, "2.odd"));

    [Fact]
    public void Watch_OutOfOrder_IsFound() => AssertMisled(
        new("MODIFIED", "a", 11, "2.odd"), new("ADDED", "a", 10, "1.even"), new("DELETED", "a", 12, "2.odd"));

    [Fact]
    public void Watch_WithTheWrongType_IsFound() => AssertMisled(
        new("ADDED", "a", 10, "1.even"), new("ADDED", "a", 11, "2.odd"), new("DELETED", "a", 12, "2.odd"));

    [Fact]
    public void Watch_OfOtherContent_IsFound() => AssertMisled(
        new("ADDED", "a", 10, "1.even"), new("MODIFIED", "a", 11, "3.odd"), new("DELETED", "a", 12, "2.odd"));

    [Fact]
    public void WatchWithASelection_ObjectLeaves_MustShowADelete()
    {
        WriteThree();
        Watch(value => value.EndsWith("even", StringComparison.Ordinal), 9, 12, new("ADDED", "a", 10, "1.even"), new("DELETED", "a", 11, "1.even"));
        Assert.Empty(_history.FindViolations());

        Watch(value => value.EndsWith("even", StringComparison.Ordinal), 9, 12, new WatchedEvent("ADDED", "a", 10, "1.even"));
        Assert.Contains("missing", Assert.Single(_history.FindViolations()));
    }

    private void AssertMisled(params WatchedEvent[] seen)
    {
        WriteThree();
        Watch(null, 9, 12, seen);
        Assert.NotEmpty(_history.FindViolations());
    }

    private void WriteThree()
    {
        Write(OperationKind.Create, "a", "1.even", 10);
        Write(OperationKind.Update, "a", "2.odd", 11, expected: 10);
        Write(OperationKind.Delete, "a", null, 0);
        Watch(null, 9, 12, new("ADDED", "a", 10, "1.even"), new("MODIFIED", "a", 11, "2.odd"), new("DELETED", "a", 12, "2.odd"));
    }

    private void Write(OperationKind kind, string key, string? value, long revision, long? expected = null) =>
        Add(new(1, kind, key, ++_clock, ++_clock, OperationOutcome.Done) { Value = value, Revision = revision, Expected = expected });

    private void Read(string key, string? value, long revision) =>
        Add(new(2, OperationKind.Read, key, ++_clock, ++_clock, OperationOutcome.Done) { Value = value, Revision = revision });

    private void Watch(Func<string, bool>? selects, long start, long reached, params WatchedEvent[] seen)
    {
        var watch = new WatchRecord("w", selects, start) { Reached = reached };
        watch.Events.AddRange(seen);
        _history.Add(watch);
    }

    private void Add(Operation operation) => _history.Add(operation);
}
