using Tiphys.CompareServers.Connection;
using Tiphys.CompareServers.Mutations;
using Tiphys.CompareServers.Schemas;
using Tiphys.Api.Documents;

namespace Tiphys.CompareServers.Runs;

/// <summary>Creates every seed, as it stands and with each mutation, without keeping it.</summary>
internal sealed class CreateRun(ServerPair pair, SchemaLibrary library)
{
    private readonly MutationScope _scope = new(library);
    private readonly ResourcePaths _paths = new(pair.Theirs);

    public async Task RunAsync(IReadOnlyList<DocObject> seeds)
    {
        foreach (var seed in seeds)
        {
            var (collection, _) = await _paths.FindAsync(seed);
            var path = collection + "?dryRun=All";
            var unchanged = Unchanged(seed, path);
            if (await pair.Theirs.SendAsync(unchanged.Theirs) is { IsError: true } refused)
                await Console.Error.WriteLineAsync($"the seed itself is refused: {unchanged.What}\n  {refused.Text}");
            await pair.CompareAllAsync(_scope.Content(seed).Select(mutation => Case(seed, path, mutation)).Prepend(unchanged).OfType<ComparedCase>());
        }
    }

    private static ComparedCase Unchanged(DocObject seed, string path)
    {
        var request = Request.Json("POST", path, seed);
        return new(seed.GetString("kind")!, "(seed)", request.ToString(), request, request);
    }

    private static ComparedCase? Case(DocObject seed, string path, Mutation mutation)
    {
        if (mutation.ApplyTo(seed) is not { } changed)
            return null;
        var request = Request.Json("POST", path, changed);
        return new(seed.GetString("kind")!, mutation.Field, $"POST {path} {mutation}", request, request);
    }
}
