using Tiphys.Api.Documents;
using Tiphys.CompareServers.Connection;
using Tiphys.CompareServers.Mutations;
using Tiphys.CompareServers.Schemas;

namespace Tiphys.CompareServers.Runs;

/// <summary>Creates every seed, then replaces it with each mutation of what is stored, without keeping that; so also its status.</summary>
internal sealed class UpdateRun(ServerPair pair, SchemaLibrary library)
{
    private readonly MutationScope _scope = new(library);
    private readonly ResourcePaths _paths = new(pair.Theirs);

    public async Task RunAsync(IReadOnlyList<DocObject> seeds)
    {
        foreach (var seed in seeds)
        {
            var (collection, hasStatus) = await _paths.FindAsync(seed);
            var create = Request.Json("POST", collection, seed);
            var (left, right) = await pair.SendAsync(create, create);
            if (left.Code != 201 || right.Code != 201)
                Console.Error.WriteLine($"not compared: {left.Code} here, {right.Code} there: {create}\n  ours: {left.Text}\n  theirs: {right.Text}");
            else if (seed.GetObject("metadata")?.GetString("name") is { } name)
                await CompareAsync(seed, $"{collection}/{name}", hasStatus);
        }
    }

    private async Task CompareAsync(DocObject seed, string path, bool hasStatus)
    {
        var (ours, theirs) = (await pair.Ours.GetAsync(path), await pair.Theirs.GetAsync(path));
        ours.GetObject("metadata")!.Remove("managedFields");
        theirs.GetObject("metadata")!.Remove("managedFields");
        await pair.CompareAllAsync(Cases(seed, path, _scope.Content(theirs), ours, theirs));
        if (hasStatus)
            await pair.CompareAllAsync(Cases(seed, path + "/status", _scope.Status(theirs), ours, theirs));
        var delete = new Request("DELETE", path + "?gracePeriodSeconds=0", "", "");
        await pair.SendAsync(delete, delete);
    }

    private static IEnumerable<ComparedCase> Cases(DocObject seed, string path, IEnumerable<Mutation> mutations, DocObject ours, DocObject theirs)
    {
        foreach (var mutation in mutations)
        {
            if (mutation.ApplyTo(ours) is { } left && mutation.ApplyTo(theirs) is { } right)
                yield return new(seed.GetString("kind")!, mutation.Field, $"PUT {path} {mutation}", Put(path, left), Put(path, right));
        }
    }

    private static Request Put(string path, DocObject body) => Request.Json("PUT", path + "?dryRun=All", body);
}
