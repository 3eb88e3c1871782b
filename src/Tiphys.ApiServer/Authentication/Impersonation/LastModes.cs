using System.Collections.Concurrent;

namespace Tiphys.ApiServer.Authentication.Impersonation;

/// <summary>The mode by which a user was last allowed to act as someone: most stay with one, and with it first they cost no more questions than before.</summary>
internal sealed class LastModes
{
    private const int MostUsers = 10_000;

    private readonly ConcurrentDictionary<string, ImpersonationMode> _modes = new();

    /// <summary>All modes, the user's last one first.</summary>
    public IEnumerable<ImpersonationMode> For(string user) =>
        _modes.TryGetValue(user, out var last) ? ImpersonationMode.All.Where(mode => mode != last).Prepend(last) : ImpersonationMode.All;

    public void Note(string user, ImpersonationMode mode)
    {
        if (_modes.Count >= MostUsers)
            _modes.Clear();
        _modes[user] = mode;
    }
}
