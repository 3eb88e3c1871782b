using System.Text;
using Tiphys.Storage;
using Tiphys.Storage.Sqlite;

// A process that writes until it is killed: Tiphys.Storage.Writer FILE WRITERS SEED
// Prints "open REVISION", then "try KEY put" (or "-" for a delete) before and "ack KEY REVISION VALUE end" after each write, or "fault FAILURE" at the first error.
string path = args[0];
int writers = int.Parse(args[1]), seed = int.Parse(args[2]);
await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path, CheckpointBytes = 256 << 10, ReserveBytes = 0 });
Say($"open {store.CurrentRevision}");
try
{
    await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => WriteForEver(store, writer, new Random(seed + writer)))));
}
catch (StoreUnavailableException failure)
{
    Say($"fault {failure.Failure}");
}

static async Task WriteForEver(SqliteStore store, int writer, Random random)
{
    for (long n = 0; ; n++)
    {
        string key = $"/w{writer}/{random.Next(20)}";
        long expected = (await store.GetAsync(new StoreKey(key), default))?.ModRevision ?? 0;
        string value = expected != 0 && random.Next(4) == 0 ? "-" : $"{writer}.{n}.{new string('x', random.Next(2_000))}";
        var write = new StoreWrite(new StoreKey(key), value == "-" ? (ReadOnlyMemory<byte>?)null : Encoding.UTF8.GetBytes(value), expected);
        Say($"try {key} {(value == "-" ? "-" : "put")}");
        var result = await store.CommitAsync([write], default);
        if (!result.Committed)
            throw new InvalidOperationException($"nobody else writes {key}, and yet there was a conflict");
        Say($"ack {key} {result.Revision} {value} end");
        if (n % 200 == 199)
            await store.CompactAsync(result.Revision - 50, default);
    }
}

static void Say(string line)
{
    lock (Console.Out)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
