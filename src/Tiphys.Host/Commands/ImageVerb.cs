using System.CommandLine;
using System.Globalization;
using Tiphys.Host.Configuration;
using Tiphys.Node.Cri;
using Tiphys.Node.Images;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Commands;

/// <summary><c>tiphys image load|ls|rm</c>: the images of this machine's node.</summary>
internal static class ImageVerb
{
    private static readonly Setting[] Settings = [SettingTable.Name, SettingTable.Config, SettingTable.DataDir, SettingTable.RuntimeDir];

    public static Command Create()
    {
        var archives = new Argument<string[]>("files") { Arity = ArgumentArity.OneOrMore, Description = "archives of 'docker save' or OCI layout, plain or gzip" };
        var names = new Argument<string[]>("images") { Arity = ArgumentArity.OneOrMore, Description = "image names" };
        return new Command("image", "load, list and remove the node's images")
        {
            Verb("load", "load images from archives", archives, (store, parsed, token) => LoadAsync(store, parsed.GetValue(archives)!, token)),
            Verb("ls", "list images", null, (store, _, token) => ListAsync(store, token)),
            Verb("rm", "remove images", names, (store, parsed, token) => RemoveAsync(store, parsed.GetValue(names)!, token)),
        };
    }

    private static Command Verb(string name, string description, Argument? argument, Func<ImageStore, ParseResult, CancellationToken, Task> run)
    {
        var command = new Command(name, description);
        if (argument is not null)
            command.Arguments.Add(argument);
        SettingOptions.AddTo(command, Settings);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var layout = NodeLayout.Of(SettingOptions.Read(parsed));
            if (!File.Exists(layout.Containerd.Socket))
                throw new FaultException("NOT-RUNNING", $"cluster {layout.Node.ClusterName} is not running on this machine", "start it with 'tiphys up'");
            using var runtime = new CriRuntime(layout.Containerd.Socket);
            try
            {
                await run(new ImageStore(runtime, layout.Containerd, TimeProvider.System), parsed, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ImageException or IOException or RuntimeFailureException)
            {
                throw new FaultException("IMAGE", e.Message, "check the file or the image's name", e);
            }
            return 0;
        });
        return command;
    }

    private static async Task LoadAsync(ImageStore store, string[] files, CancellationToken cancellationToken)
    {
        foreach (var file in files)
        {
            foreach (var loaded in await store.LoadAsync(Path.GetFullPath(file), cancellationToken).ConfigureAwait(false))
                await Console.Out.WriteLineAsync($"loaded {loaded}").ConfigureAwait(false);
        }
    }

    private static async Task ListAsync(ImageStore store, CancellationToken cancellationToken)
    {
        var rows = (await store.ListAsync(cancellationToken).ConfigureAwait(false))
            .SelectMany(image => image.RepoTags.DefaultIfEmpty("<none>").Select(tag => (Tag: tag, image.Id, image.Size)))
            .OrderBy(row => row.Tag, StringComparer.Ordinal);
        await Console.Out.WriteLineAsync($"{"IMAGE",-60} {"ID",-14} {"SIZE",10}").ConfigureAwait(false);
        foreach (var (tag, id, size) in rows)
            await Console.Out.WriteLineAsync($"{tag,-60} {id.Replace("sha256:", "", StringComparison.Ordinal)[..12],-14} {(size / 1e6).ToString("0.0", CultureInfo.InvariantCulture),7} MB").ConfigureAwait(false);
    }

    private static async Task RemoveAsync(ImageStore store, string[] names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
            await store.RemoveAsync(name, cancellationToken).ConfigureAwait(false);
    }
}
