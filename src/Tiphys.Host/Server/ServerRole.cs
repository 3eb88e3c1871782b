using Microsoft.Extensions.Logging;
using Tiphys.Host.Configuration;
using Tiphys.Host.Lifecycle;
using Tiphys.Host.Logging;
using Tiphys.Host.Memory;
using Tiphys.Host.Pki;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Server;

/// <summary><c>tiphys server</c>: control plane and node of one machine in one process, until it is asked to end.</summary>
/// <remarks>Containers outlive this process; <c>tiphys down</c> ends them.</remarks>
internal static partial class ServerRole
{
    /// <returns>The exit code.</returns>
    /// <exception cref="FaultException">It could not start.</exception>
    public static async Task<int> RunAsync(ClusterOptions options, bool isDetached, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            Requirements.CheckRoot();
            if (isDetached)
                Detach();
            Requirements.CheckDisk(options);
            using var only = ServerLock.Take(options);
            await using var logs = new FileLoggerProvider(isDetached ? options.LogFile : null, Level(options.LogLevel), time);
            using var loggers = new LoggerFactory([logs]);
            await ServeAsync(options, loggers, time, cancellationToken).ConfigureAwait(false);
            return 0;
        }
        catch (FaultException fault) when (isDetached)
        {
            StartFault.Write(options, fault);
            return 1;
        }
        catch (Exception e) when (isDetached && e is not OperationCanceledException)
        {
            StartFault.Write(options, FileFault.Of(e) ?? new FaultException("START", e.ToString(), $"{options.LogFile} may have more"));
            throw;
        }
    }

    private static async Task ServeAsync(ClusterOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellationToken)
    {
        var log = loggers.CreateLogger("Tiphys.Host");
        var pki = ClusterPki.Open(options, time);
        await using var plane = await ControlPlane.StartAsync(options, pki, loggers, time, cancellationToken).ConfigureAwait(false);
        ServerProcess.Register(options);
        Kubeconfig.Write(options, pki);
        LogServing(log, options.ApiUrl);
        await using var components = new ComponentHost(loggers, time);
        foreach (var work in plane.Background)
            components.Add("server", work);
        components.Add("memory", new MemoryTrimmer(loggers, time).RunAsync);
        new ClusterComponents(plane, options, pki, loggers, time).AddTo(components);
        await components.RunAsync(cancellationToken).ConfigureAwait(false);
        LogEnding(log);
    }

    /// <summary>Leaves the session of whoever started us and lets go of its terminal and its directory.</summary>
    private static void Detach()
    {
        const int readWrite = 2;
        _ = NativeMethods.SetSid();
        Environment.CurrentDirectory = "/";
        var nowhere = NativeMethods.Open("/dev/null", readWrite, 0);
        for (var stream = 0; stream <= 2; stream++)
            _ = NativeMethods.Dup2(nowhere, stream);
    }

    private static LogLevel Level(string name) => name switch
    {
        "error" => LogLevel.Error,
        "warning" => LogLevel.Warning,
        "debug" => LogLevel.Debug,
        _ => LogLevel.Information,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "serving on {Url}")]
    private static partial void LogServing(ILogger logger, string url);

    [LoggerMessage(Level = LogLevel.Information, Message = "ending")]
    private static partial void LogEnding(ILogger logger);
}
