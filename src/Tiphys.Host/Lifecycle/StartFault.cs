using Tiphys.Api.Documents;
using Tiphys.Host.Configuration;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Lifecycle;

/// <summary>Carries the error of a background start to whoever waits for it.</summary>
internal static class StartFault
{
    public static void Write(ClusterOptions options, FaultException fault)
    {
        Directory.CreateDirectory(options.RuntimeDir);
        File.WriteAllBytes(options.StartFaultFile, new DocObject { { "code", fault.Code }, { "cause", fault.Cause }, { "fix", fault.Fix } }.ToUtf8());
    }

    /// <summary>Removes the message, and the runtime directory if a start that failed made it for nothing else.</summary>
    public static void Forget(ClusterOptions options)
    {
        if (!Directory.Exists(options.RuntimeDir))
            return;
        File.Delete(options.StartFaultFile);
        if (!Directory.EnumerateFileSystemEntries(options.RuntimeDir).Any())
            Directory.Delete(options.RuntimeDir);
    }

    /// <summary>The error the server left when it ended, or one that points to its log.</summary>
    public static FaultException Read(ClusterOptions options)
    {
        if (!File.Exists(options.StartFaultFile))
            return new FaultException("SERVER-ENDED", "the server ended while it was starting", $"the last lines of {options.LogFile} say why");
        var fault = DocReader.ParseObject(File.ReadAllBytes(options.StartFaultFile));
        Forget(options);
        return new FaultException(fault.GetString("code")!, fault.GetString("cause")!, fault.GetString("fix")!);
    }
}
