using Microsoft.Extensions.Logging;

namespace Tiphys.Node.Tests.Pods;

/// <summary>Writes what the node agent logs into the output of the running test.</summary>
internal sealed class OutputLoggerProvider : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{logLevel}: {formatter(state, exception)} {exception}";
        TestContext.Current.SendDiagnosticMessage(line);
        try
        {
            TestContext.Current.TestOutputHelper?.WriteLine(line);
        }
        catch (InvalidOperationException)
        {
            // Said between two tests, by the node they share.
        }
    }

    public void Dispose()
    {
    }
}
