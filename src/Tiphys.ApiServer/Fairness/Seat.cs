namespace Tiphys.ApiServer.Fairness;

/// <summary>The right to be worked on; given back by disposing of it, once.</summary>
internal readonly struct Seat(SeatDispatcher dispatcher, PriorityLevel level) : IDisposable
{
    public void Dispose() => dispatcher.Release(level);
}
