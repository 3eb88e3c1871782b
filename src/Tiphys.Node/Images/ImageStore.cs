using System.Diagnostics;
using System.Text.RegularExpressions;
using Tiphys.Node.Containerd;
using Tiphys.Node.Cri;
using Tiphys.Node.Cri.V1;

namespace Tiphys.Node.Images;

/// <summary>
/// The images of this node: what <c>tiphys image load|ls|rm</c> do. Loading goes through containerd's own <c>ctr</c>, which reads
/// OCI archives and what <c>docker save</c> writes; listing and removing go through CRI.
/// </summary>
public sealed partial class ImageStore(IContainerRuntime runtime, ContainerdPaths paths, TimeProvider time)
{
    private static readonly TimeSpan VisibleLimit = TimeSpan.FromSeconds(10);

    public Task<IReadOnlyList<Image>> ListAsync(CancellationToken cancellationToken) => runtime.ListImagesAsync(cancellationToken);

    /// <summary>Removes an image by name or id.</summary>
    /// <exception cref="ImageException">There is no such image.</exception>
    public async Task RemoveAsync(string image, CancellationToken cancellationToken)
    {
        if (await runtime.ImageStatusAsync(image, cancellationToken).ConfigureAwait(false) is null)
            throw new ImageException($"there is no image \"{image}\" on this node");
        await runtime.RemoveImageAsync(image, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Loads every image of an archive and returns their names once pods can use them.</summary>
    /// <param name="archive">A tar file, an OCI archive or what <c>docker save</c> writes; gzip-compressed ones too.</param>
    /// <exception cref="ImageException">The file is not an image archive, or containerd refused it.</exception>
    public async Task<IReadOnlyList<string>> LoadAsync(string archive, CancellationToken cancellationToken)
    {
        if (!File.Exists(archive))
            throw new ImageException($"there is no file {archive}");
        var output = await RunImportAsync(archive, cancellationToken).ConfigureAwait(false);
        var names = ImportedName().Matches(output).Select(match => match.Groups[1].Value).Distinct().ToArray();
        if (names.Length == 0)
            throw new ImageException($"{archive} holds no image for this machine: {output.Trim()}");
        var began = time.GetTimestamp();
        foreach (var name in names)
            await AwaitVisibleAsync(name, began, cancellationToken).ConfigureAwait(false);
        return names;
    }

    internal async Task EnsurePauseImageAsync(CancellationToken cancellationToken)
    {
        if (await runtime.ImageStatusAsync(PauseImage.Reference, cancellationToken).ConfigureAwait(false) is not null)
            return;
        var file = Path.Combine(paths.RuntimeDirectory, $"pause-{Guid.NewGuid():N}.tar");
        try
        {
            await using (var stream = File.Create(file))
                OciImageWriter.Write(stream, PauseImage.Create());
            await LoadAsync(file, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Mounts an image's content read-only on a directory; unmounting it is all it takes to end that.</summary>
    internal async Task MountAsync(Image image, string directory, CancellationToken cancellationToken)
    {
        var name = image.RepoTags.Concat(image.RepoDigests).FirstOrDefault() ?? throw new ImageException($"image {image.Id} has no name");
        await RunAsync(["images", "mount", "--snapshotter", "overlayfs", name, directory], cancellationToken).ConfigureAwait(false);
    }

    private Task<string> RunImportAsync(string archive, CancellationToken cancellationToken) =>
        RunAsync(["images", "import", "--snapshotter", "overlayfs", Path.GetFullPath(archive)], cancellationToken);

    private async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var program = ContainerdSupervisor.FindProgram("ctr") ?? throw new ImageException("ctr is not installed; it comes with the package containerd");
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["--address", paths.Socket, "--namespace", "k8s.io", .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (process.ExitCode != 0)
            throw new ImageException($"{arguments[^1]}: {arguments[0]} {arguments[1]} failed: {(await errors.ConfigureAwait(false)).Trim()}");
        return await output.ConfigureAwait(false);
    }

    /// <summary>CRI learns of an import by an event, a moment after it.</summary>
    private async Task AwaitVisibleAsync(string name, long began, CancellationToken cancellationToken)
    {
        while (await runtime.ImageStatusAsync(name, cancellationToken).ConfigureAwait(false) is null)
        {
            if (time.GetElapsedTime(began) > VisibleLimit)
                throw new ImageException($"{name} was loaded, but the runtime does not show it");
            await Task.Delay(TimeSpan.FromMilliseconds(5), time, cancellationToken).ConfigureAwait(false);
        }
    }

    [GeneratedRegex(@"^unpacking (\S+) \(", RegexOptions.Multiline)]
    private static partial Regex ImportedName();
}
