using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Audit;

/// <summary>Where audit events go.</summary>
/// <remarks>Called by one writer at a time, in the order of the events; keeps failures to itself, for a request does not fail because its record does.</remarks>
public interface IAuditSink : IAsyncDisposable
{
    ValueTask WriteAsync(IReadOnlyList<DocObject> events, CancellationToken cancellationToken);
}
