using Microsoft.Extensions.Logging;
using Tiphys.Client;
using Tiphys.Client.Events;
using Tiphys.Client.Informers;

namespace Tiphys.Controllers.Runtime;

/// <summary>What a controller is given.</summary>
/// <param name="Client">The API server.</param>
/// <param name="Informers">Shared by all controllers, run by the manager.</param>
/// <param name="Options">What the cluster's operator set.</param>
internal sealed record ControllerContext(
    KubeClient Client, SharedInformerFactory Informers, TimeProvider Time, ILoggerFactory Loggers, ControllerManagerOptions Options)
{
    private readonly List<EventRecorder> _recorders = [];

    internal IReadOnlyList<EventRecorder> Recorders => _recorders;

    /// <summary>Events under the name of one controller; the manager writes them out.</summary>
    internal EventRecorder Recorder(string component)
    {
        var recorder = new EventRecorder(Client, component, Time, Loggers.CreateLogger<EventRecorder>());
        _recorders.Add(recorder);
        return recorder;
    }

    /// <summary>The time in whole seconds, as times in objects are.</summary>
    internal DateTime Now()
    {
        var now = Time.GetUtcNow().UtcDateTime;
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
    }
}
