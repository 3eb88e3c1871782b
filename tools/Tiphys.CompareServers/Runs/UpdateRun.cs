using Tiphys.Api.Documents;
using Tiphys.CompareServers.Connection;
using Tiphys.CompareServers.Mutations;
using Tiphys.CompareServers.Schemas;

namespace Tiphys.CompareServers.Runs;

/// <summary>Creates every seed, then replaces it with each mutation of what is stored, without keeping that; so also its status.</summary>
internal sealed class UpdateRun(ServerPair pair, SchemaLibrary library)
{
    // Servers write a status of their own into some kinds just after they were created.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);
    private readonly MutationScope _scope = new(library);
    private readonly ResourcePaths _paths = new(pair.Theirs);

    public async Task RunAsync(IReadOnlyList<DocObject> seeds)
    {
        var created = new List<(DocObject Seed, string Path, bool HasStatus)>();
        foreach (var seed in seeds.Where(seed => seed.GetPath("metadata", "name") is not null))
        {
            var (collection, hasStatus) = await _paths.FindAsync(seed);
            var create = Request.Json("POST", collection, seed);
            var (left, right) = await pair.SendAsync(create, create);
            if (left.Code == 201 && right.Code == 201)
                created.Add((seed, $"{collection}/{seed.GetObject("metadata")!.GetString("name")}", hasStatus));
            else
                await Console.Error.WriteLineAsync($"not compared: {create}\n  ours: {left.Code} {left.Text}\n  theirs: {right.Code} {right.Text}");
        }

        await Task.Delay(Settling);
        foreach (var (seed, path, hasStatus) in created)
            await CompareAsync(seed, path, hasStatus);
    }

    private async Task CompareAsync(DocObject seed, string path, bool hasStatus)
    {
        var (ours, theirs) = (await pair.Ours.GetAsync(path), await pair.Theirs.GetAsync(path));
        ours.GetObject("metadata")!.Remove("managedFields");
        theirs.GetObject("metadata")!.Remove("managedFields");
        await pair.CompareAllAsync(Cases(seed, path, _scope.Content(theirs), ours, theirs));
        if (hasStatus)
            await pair.CompareAllAsync(Cases(seed, path + "/status", _scope.Status(theirs), ours, theirs));
        await DeleteAsync(path, seed.GetString("kind") == "Namespace");
    }

    // No controller runs that would take finalizers away.
    private async Task DeleteAsync(string path, bool isNamespace)
    {
        var release = isNamespace
            ? new Request("PUT", path + "/finalize", "application/json", """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"NAME"},"spec":{}}""".Replace("NAME", path[(path.LastIndexOf('/') + 1)..], StringComparison.Ordinal))
            : new Request("PATCH", path, "application/merge-patch+json", """{"metadata":{"finalizers":null}}""");
        foreach (var request in new[] { new Request("DELETE", path + "?gracePeriodSeconds=0&propagationPolicy=Background", "", ""), release })
            await pair.SendAsync(request, request);
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
