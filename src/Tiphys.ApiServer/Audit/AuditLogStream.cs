using Microsoft.Win32.SafeHandles;
using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Audit;

/// <summary>Writes events as JSON lines to a stream that somebody else keeps: standard output, for containers whose log is collected.</summary>
public sealed class AuditLogStream(Stream output) : IAuditSink
{
    /// <summary>To standard output, which stays open.</summary>
    public static AuditLogStream StandardOutput() => new(new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0));

    public async ValueTask WriteAsync(IReadOnlyList<DocObject> events, CancellationToken cancellationToken)
    {
        try
        {
            await output.WriteAsync(AuditLines.Of(events), cancellationToken).ConfigureAwait(false);
            await output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Whoever read it has gone; that must not stop the API.
        }
    }

    public ValueTask DisposeAsync() => output.DisposeAsync();
}
