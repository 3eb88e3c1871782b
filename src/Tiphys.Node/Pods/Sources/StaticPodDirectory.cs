using k8s.Models;
using Microsoft.Extensions.Logging;
using Tiphys.Api.Documents;

namespace Tiphys.Node.Pods.Sources;

/// <summary>The manifests of a directory as static pods. Hidden files are passed over; one that cannot be read for now counts as it was last read.</summary>
internal sealed partial class StaticPodDirectory(string directory, string nodeName, ILogger logger)
{
    private Dictionary<string, V1Pod> _read = [];

    /// <summary>The static pods as the files say now, by uid.</summary>
    public IReadOnlyDictionary<string, V1Pod> Read()
    {
        var read = new Dictionary<string, V1Pod>();
        foreach (var file in Directory.EnumerateFiles(directory).Where(file => !Path.GetFileName(file).StartsWith('.')).Order(StringComparer.Ordinal))
        {
            if (ReadFile(file) is { } pod)
                read[file] = pod;
        }

        _read = read;
        return read.Values.DistinctBy(pod => (pod.Metadata.NamespaceProperty, pod.Metadata.Name)).ToDictionary(pod => pod.Metadata.Uid);
    }

    private V1Pod? ReadFile(string file)
    {
        try
        {
            if (StaticPodReader.Read(file, nodeName) is { } pod)
                return pod;
            LogUnreadable(logger, file, "it holds no pod that may come from a file");
            return null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is DocFormatException or IOException or System.Text.Json.JsonException or UnauthorizedAccessException)
        {
            // Half-written, or a slip of somebody's editor: no reason to end what runs.
            LogUnreadable(logger, file, e.Message);
            return _read.GetValueOrDefault(file);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Static pod {File} is passed over: {Error}")]
    private static partial void LogUnreadable(ILogger logger, string file, string error);
}
