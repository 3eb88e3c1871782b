namespace Tiphys.ApiServer.Health;

/// <summary>Work that must be done before the server is ready.</summary>
/// <param name="Name">Its health check is <c>poststarthook/NAME</c>; as kube-apiserver calls the hook that does the same.</param>
/// <param name="RunAsync">Called once; an error ends the start.</param>
public sealed record StartStep(string Name, Func<CancellationToken, Task> RunAsync);
