using k8s.Models;
using Microsoft.Extensions.Time.Testing;
using Tiphys.Client.Events;

namespace Tiphys.Client.Tests.Events;

public sealed class EventCorrelatorTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly EventCorrelator _correlator;

    public EventCorrelatorTests() => _correlator = new(_time);

    [Fact]
    public void Correlate_SameEventAgain_RaisesTheCountUnderTheSameName()
    {
        var first = _correlator.Correlate(Event("m"));
        var second = _correlator.Correlate(Event("m"));

        Assert.Equal(2, second!.Count);
        Assert.Equal(first!.Name, second.Name);
    }

    [Fact]
    public void Correlate_ManyDifferentMessages_AreCombined()
    {
        for (var i = 0; i < 10; i++)
            _correlator.Correlate(Event($"m{i}"));

        var eleventh = _correlator.Correlate(Event("m10"));

        Assert.StartsWith("(combined from similar events): ", eleventh!.Record.Message);
    }

    [Fact]
    public void Correlate_TooManyOfOneObject_DropsUntilTimePasses()
    {
        for (var i = 0; i < 25; i++)
            Assert.NotNull(_correlator.Correlate(Event("m")));
        Assert.Null(_correlator.Correlate(Event("m")));

        _time.Advance(TimeSpan.FromMinutes(5));

        Assert.NotNull(_correlator.Correlate(Event("m")));
    }

    private static EventRecord Event(string message) => new(new V1ObjectReference { Kind = "Pod", Name = "p", Uid = "u" }, "Normal", "Pulled", message);
}
