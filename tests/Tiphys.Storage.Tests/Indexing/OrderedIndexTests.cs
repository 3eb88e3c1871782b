using Tiphys.Storage.Indexing;

namespace Tiphys.Storage.Tests.Indexing;

public sealed class OrderedIndexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Index_UnderRandomChanges_AgreesWithASortedDictionary(int seed)
    {
        var random = new Random(seed);
        var index = new OrderedIndex<int>();
        var model = new SortedDictionary<StoreKey, int>();
        for (int step = 0; step < 20_000; step++)
        {
            var key = new StoreKey($"/k/{random.Next(3_000)}");
            if (random.Next(3) == 0)
                Assert.Equal(model.Remove(key), index.Remove(key));
            else
                index.Set(key, model[key] = step);
        }

        Assert.Equal(model.Count, index.Count);
        Assert.Equal(model, index.Scan(default, default));
        Assert.All(model, pair => Assert.True(index.TryGet(pair.Key, out int found) && found == pair.Value));
        var prefix = new StoreKey("/k/12");
        Assert.Equal(model.Where(pair => pair.Key.StartsWith(prefix)), index.Scan(prefix, default));
        var after = new StoreKey("/k/123");
        Assert.Equal(model.Where(pair => pair.Key.StartsWith(prefix) && pair.Key.CompareTo(after) > 0), index.Scan(prefix, after));
    }

    [Fact]
    public void Index_FilledInOrder_HoldsEverything()
    {
        var index = new OrderedIndex<int>();
        for (int i = 0; i < 2_000; i++)
            index.Set(new StoreKey($"/{i:D5}"), i);

        Assert.Equal(Enumerable.Range(0, 2_000), index.Scan(default, default).Select(pair => pair.Value));
    }
}
