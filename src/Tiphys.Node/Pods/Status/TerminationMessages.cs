using System.Collections.Concurrent;
using System.Text;
using Tiphys.Node.Pods.Containers;
using Tiphys.Node.Logs;

namespace Tiphys.Node.Pods.Status;

/// <summary>The last words of containers: what they wrote to their termination message file, or the end of their log. Read once for each.</summary>
internal sealed class TerminationMessages
{
    private const int MostBytes = 4096;
    private const int MostLogBytes = 2048;
    private const int MostLogLines = 80;
    private readonly ConcurrentDictionary<string, string> _known = new();

    public string Of(RuntimeContainer container) => _known.GetOrAdd(container.Id, _ => Read(container));

    public void Forget(IEnumerable<string> containerIds)
    {
        foreach (var id in containerIds)
            _known.TryRemove(id, out _);
    }

    private static string Read(RuntimeContainer container)
    {
        var message = ReadFile(container.Annotation(ContainerAnnotations.TerminationMessageFile));
        var fallsBack = container.Annotation(ContainerAnnotations.TerminationMessagePolicy) == "FallbackToLogsOnError";
        if (message.Length > 0 || !fallsBack || container.Status.ExitCode == 0)
            return message;
        return CriLogTail.Read(container.Status.LogPath, MostLogLines, MostLogBytes);
    }

    private static string ReadFile(string path)
    {
        if (path.Length == 0 || !File.Exists(path))
            return "";
        using var file = File.OpenRead(path);
        var buffer = new byte[MostBytes];
        var length = file.ReadAtLeast(buffer, MostBytes, throwOnEndOfStream: false);
        return Encoding.UTF8.GetString(buffer.AsSpan(0, length));
    }
}
