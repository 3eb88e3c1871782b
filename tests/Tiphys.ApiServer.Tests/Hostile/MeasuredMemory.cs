namespace Tiphys.ApiServer.Tests.Hostile;

/// <summary>Tests that look at the process's memory: nothing else may fill it meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredMemory
{
    public const string Name = "measured memory";
}
