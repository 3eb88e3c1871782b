namespace Tiphys.Faults.Tests.Oracle;

/// <summary>Proves that a watcher saw exactly the log, filtered, in order, without loss and without repeat.</summary>
internal static class WatchChecker
{
    public static string? Check(WatchRecord watch, ChangeLog log)
    {
        var expected = log.Expected(watch);
        for (var at = 0; at < Math.Max(expected.Count, watch.Events.Count); at++)
        {
            var (due, seen) = (expected.ElementAtOrDefault(at), watch.Events.ElementAtOrDefault(at));
            if (due != seen)
                return $"watcher {watch.Name} from {watch.Start} to {watch.Reached}: event {at} is {seen?.ToString() ?? "missing"}, due was {due?.ToString() ?? "nothing more"}";
        }

        return null;
    }
}
