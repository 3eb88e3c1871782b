namespace Tiphys.Host.Memory;

/// <summary>What the process has of memory at a moment.</summary>
/// <param name="Resident">Bytes of it that are in the machine's memory.</param>
/// <param name="Allocated">Bytes its managed code has ever asked for; what it asks for between two samples tells how busy it is.</param>
internal readonly record struct MemorySample(long Resident, long Allocated);
