namespace Tiphys.Controllers.Runtime;

/// <summary>One control loop.</summary>
internal interface IController
{
    /// <summary>Upstream's name of the controller, as <c>--controllers</c> spells it: <c>replicaset-controller</c>.</summary>
    string Name { get; }

    /// <summary>Waits for its caches and works until cancelled.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}
