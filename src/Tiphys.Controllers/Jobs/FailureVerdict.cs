namespace Tiphys.Controllers.Jobs;

/// <summary>What a Job's pod failure policy makes of a failed pod.</summary>
internal enum FailureVerdict
{
    Count,
    Ignore,
    FailIndex,
    FailJob,
}
