using System.Security.Cryptography;
using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Yaml;
using Tiphys.Cli.Output;
using Tiphys.Host.Configuration;
using Tiphys.Node.Cri;
using Tiphys.Node.Images;
using Tiphys.Node.Images.Recipes;
using Tiphys.Primitives.Faults;

namespace Tiphys.Host.Lifecycle;

/// <summary>
/// Builds and loads the images a folder given to <c>up</c> names in its <c>images.build</c>: a YAML list of image, context (a folder with
/// a Dockerfile) and args. What was loaded before and has not changed is left alone.
/// </summary>
internal sealed class ExampleImages(ClusterOptions options)
{
    private const string FileName = "images.build";
    private readonly NodeLayout _layout = NodeLayout.Of(options);

    public static async Task LoadAsync(ClusterOptions options, IEnumerable<string> paths, StepReporter report, CancellationToken cancellationToken)
    {
        var lists = paths.Select(path => Path.Combine(path, FileName)).Where(File.Exists).ToArray();
        if (lists.Length == 0)
            return;
        await PackageInstaller.EnsureAsync([PackageRequirement.Busybox], cancellationToken).ConfigureAwait(false);
        var images = new ExampleImages(options);
        await report.RunAsync("images", async () =>
        {
            var loaded = 0;
            foreach (var list in lists)
                loaded += await images.LoadListAsync(list, cancellationToken).ConfigureAwait(false);
            return loaded == 0 ? "unchanged" : $"{loaded} built and loaded";
        }).ConfigureAwait(false);
    }

    private async Task<int> LoadListAsync(string list, CancellationToken cancellationToken)
    {
        var built = Build(list);
        using var runtime = new CriRuntime(_layout.Containerd.Socket);
        var archive = Path.Combine(_layout.Containerd.RuntimeDirectory, "example-images.tar");
        await using (var stream = File.Create(archive))
            OciImageWriter.Write(stream, [.. built]);
        try
        {
            var digest = Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(archive, cancellationToken).ConfigureAwait(false)));
            if (await IsLoadedAsync(runtime, list, digest, built, cancellationToken).ConfigureAwait(false))
                return 0;
            await new ImageStore(runtime, _layout.Containerd, TimeProvider.System).LoadAsync(archive, cancellationToken).ConfigureAwait(false);
            await File.WriteAllTextAsync(Stamp(list), digest, cancellationToken).ConfigureAwait(false);
            return built.Count;
        }
        finally
        {
            File.Delete(archive);
        }
    }

    private async Task<bool> IsLoadedAsync(CriRuntime runtime, string list, string digest, IReadOnlyList<OciImage> images, CancellationToken cancellationToken)
    {
        if (!File.Exists(Stamp(list)) || await File.ReadAllTextAsync(Stamp(list), cancellationToken).ConfigureAwait(false) != digest)
            return false;
        foreach (var image in images)
        {
            if (await runtime.ImageStatusAsync(image.Reference, cancellationToken).ConfigureAwait(false) is null)
                return false;
        }

        return true;
    }

    private static IReadOnlyList<OciImage> Build(string list)
    {
        try
        {
            var builder = new ImageBuilder();
            var folder = Path.GetDirectoryName(Path.GetFullPath(list))!;
            var entries = YamlReader.Parse(File.ReadAllBytes(list)) as DocArray ?? throw new DocFormatException("a list of images is expected");
            return [.. entries.Objects().Select(entry => builder.Build(
                entry.GetString("image") ?? throw new DocFormatException("image is missing"),
                Path.Combine(folder, entry.GetString("context") ?? "."),
                (entry.GetObject("args") ?? new DocObject()).Where(argument => argument.Value is DocString).ToDictionary(argument => argument.Key, argument => ((DocString)argument.Value).Value)))];
        }
        catch (Exception e) when (e is DocFormatException or ImageException)
        {
            throw new FaultException("IMAGE-BUILD", $"{list}: {e.Message}", "correct the file or the Dockerfile it names", e);
        }
    }

    /// <summary>Remembers what was loaded for a list, by its path.</summary>
    private string Stamp(string list)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(list))))[..16];
        return Path.Combine(Directory.CreateDirectory(Path.Combine(_layout.Containerd.DataDirectory, "built-images")).FullName, name);
    }
}
