using Microsoft.Extensions.Time.Testing;
using Tiphys.Cli.Output;
using Tiphys.Primitives.Faults;

namespace Tiphys.Cli.Tests.Output;

public sealed class StepReporterTests
{
    private readonly StringWriter _output = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Run_OnAPipe_PrintsOneLineWithTickTimeAndRemark()
    {
        await Reporter(OutputFormat.Text).RunAsync("server", Take(1.5, "ready"));
        Assert.Equal("✓ server                          1.50 s  ready\n", _output.ToString());
    }

    [Fact]
    public async Task Run_Json_PrintsOneDocument()
    {
        await Reporter(OutputFormat.Json).RunAsync("server", Take(0.25, ""));
        Assert.Equal("""{"step":"server","ok":true,"milliseconds":250}""" + "\n", _output.ToString());
    }

    [Fact]
    public async Task Run_Failing_IsMarkedAndThrows()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Reporter(OutputFormat.Text).RunAsync("node", () => throw new InvalidOperationException()));
        Assert.StartsWith("✗ node", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Fail_Fault_SaysCodeCauseAndFix()
    {
        Reporter(OutputFormat.Text).Fail(new FaultException("PORT-TAKEN", "port 1 is taken", "take another"));
        Assert.Equal("error PORT-TAKEN: port 1 is taken\n  fix: take another\n", _output.ToString());
    }

    private StepReporter Reporter(OutputFormat format) => new(_output, format, isTerminal: false, useColor: false, _time);

    private Func<Task<string>> Take(double seconds, string remark) => () =>
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return Task.FromResult(remark);
    };
}
