namespace Tiphys.ApiServer.Fairness;

/// <summary>A request waiting for a seat.</summary>
internal sealed class Waiter
{
    private readonly TaskCompletionSource _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Granted => _granted.Task;

    /// <summary>True once it has given up; whoever dispatches passes it over.</summary>
    public bool HasLeft { get; set; }

    public bool HasSeat { get; private set; }

    public void Grant()
    {
        HasSeat = true;
        _granted.SetResult();
    }
}
