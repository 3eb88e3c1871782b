using CsCheck;
using Tiphys.ApiServer.WatchCache;

namespace Tiphys.ApiServer.Tests.WatchCache;

public sealed class CacheIndexTests
{
    private static readonly Gen<(bool Remove, string Key)[]> Steps =
        Gen.Select(Gen.Bool, Gen.Int[0, 400].Select(number => $"{(char)('a' + (number % 3))}/{number:000}")).Array[0, 600];

    [Fact]
    public void Changes_Random_AgreeWithASortedDictionary() => Steps.Sample(steps =>
    {
        var model = new SortedDictionary<string, CacheEntry>(StringComparer.Ordinal);
        var index = CacheIndex.Empty;
        foreach (var (remove, key) in steps)
        {
            if (remove)
            {
                model.Remove(key);
                index = index.Remove(key);
            }
            else
            {
                model[key] = Entry(key);
                index = index.Set(model[key]);
            }
        }

        Assert.Equal(model.Count, index.Count);
        Assert.Equal(model.Values, All(index, ""));
        foreach (var prefix in (string[])["a/", "b/", "c/", "d/"])
        {
            var expected = model.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
            Assert.Equal(expected, All(index, prefix).Select(entry => entry.Key));
            Assert.Equal(expected.Length, index.CountPrefix(prefix));
        }
    });

    [Fact]
    public void Snapshot_KeptWhileOthersWrite_DoesNotChange()
    {
        var kept = CacheIndex.Build([.. Enumerable.Range(0, 5000).Select(i => Entry($"n/{i:00000}"))]);
        var next = kept;
        for (var i = 0; i < 5000; i += 2)
            next = next.Remove($"n/{i:00000}");
        Assert.Equal(5000, All(kept, "").Count);
        Assert.Equal(2500, next.Count);
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("n/", "n/00010", 11)]
    [InlineData("n/", "n/00010a", 11)]
    [InlineData("n/", "m/zzz", 0)]
    public void Range_StartAfter_BeginsBehindIt(string prefix, string startAfter, int first)
    {
        var index = CacheIndex.Build([.. Enumerable.Range(0, 200).Select(i => Entry($"n/{i:00000}"))]);
        var found = new List<CacheEntry>();
        foreach (var entry in index.Range(prefix, startAfter))
            found.Add(entry);
        Assert.Equal($"n/{first:00000}", found[0].Key);
        Assert.Equal(200 - first, found.Count);
    }

    private static CacheEntry Entry(string key) => new(key, "", key, default, 1, 1);

    private static List<CacheEntry> All(CacheIndex index, string prefix)
    {
        var found = new List<CacheEntry>();
        foreach (var entry in index.Range(prefix))
            found.Add(entry);
        return found;
    }
}
