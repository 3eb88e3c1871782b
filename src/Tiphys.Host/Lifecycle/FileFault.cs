using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Lifecycle;

/// <summary>What the file system says, as errors a person can act on.</summary>
internal static class FileFault
{
    private const int NoSpace = 28;
    private const int ReadOnly = 30;

    /// <summary>Null for errors that say too little to be told apart.</summary>
    public static FaultException? Of(Exception error) => error switch
    {
        IOException { HResult: NoSpace } => new("DISK-FULL", error.Message, "free some room and run this again", error),
        IOException { HResult: ReadOnly } => new("READ-ONLY", error.Message, "choose places that can be written with --data-dir and --runtime-dir", error),
        UnauthorizedAccessException => new("NO-ACCESS", error.Message, "see who may write there, or choose other places with --data-dir and --runtime-dir", error),
        _ => null,
    };
}
