using CsCheck;
using Tiphys.Api.Documents;

namespace Tiphys.Api.Tests.Documents;

public sealed class DocObjectTests
{
    [Fact]
    public void Changes_AnySequence_MatchAnOrderedDictionary()
    {
        var change = Gen.Select(Gen.Int[0, 60], Gen.Int[0, 2]);
        change.Array[0, 200].Sample(changes =>
        {
            var tested = new DocObject();
            var model = new List<(string Name, long Value)>();
            for (var i = 0; i < changes.Length; i++)
            {
                var name = $"n{changes[i].Item1}";
                var at = model.FindIndex(member => member.Name == name);
                if (changes[i].Item2 == 0)
                {
                    Assert.Equal(at >= 0, tested.Remove(name));
                    if (at >= 0)
                        model.RemoveAt(at);
                    continue;
                }

                tested.Set(name, i);
                if (at >= 0)
                    model[at] = (name, i);
                else
                    model.Add((name, i));
            }

            Assert.Equal(model.Count, tested.Count);
            Assert.Equal(model, tested.Select(member => (member.Key, ((DocNumber)member.Value).TryGetInt64(out var value) ? value : -1)));
            Assert.All(model, member => Assert.Equal(member.Value, tested.GetInt64(member.Name)));
            Assert.True(tested.DeepEquals(tested.DeepClone()));
        });
    }

    [Fact]
    public void Remove_EveryMemberOfAHugeObject_IsNotQuadratic()
    {
        const int Members = 300_000;
        var tested = new DocObject();
        for (var i = 0; i < Members; i++)
            tested.Add($"n{i}", i);
        for (var i = 0; i < Members; i++)
            Assert.True(tested.Remove($"n{i}"));
        Assert.Empty(tested);
        Assert.Equal("{}", tested.ToString());
    }

    [Fact]
    public void Enumeration_WhenAMemberIsAdded_Throws()
    {
        var tested = new DocObject { { "a", 1 } };
        Assert.Throws<InvalidOperationException>(() =>
        {
            foreach (var (name, value) in tested)
                tested.Add(name + "b", value);
        });
    }

    [Fact]
    public void DeepClone_Changed_LeavesTheOriginal()
    {
        var original = DocReader.ParseObject("""{"a":{"b":[1]}}"""u8.ToArray());
        var clone = original.Clone();
        clone.GetObject("a")!.GetArray("b")!.Add(2);
        clone.Remove("a");
        Assert.Equal("""{"a":{"b":[1]}}""", original.ToString());
    }

    [Fact]
    public void DeepEquals_OrderOfMembersAndFormOfNumbers_DoNotCount() =>
        Assert.True(DocReader.Parse("""{"a":1.0,"b":"\u0061"}"""u8.ToArray()).DeepEquals(DocReader.Parse("""{"b":"a","a":1}"""u8.ToArray())));
}
