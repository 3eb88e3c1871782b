using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Tiphys.Api.Documents;

namespace Tiphys.Node.Images;

/// <summary>
/// Writes images as OCI archives (a tar with <c>oci-layout</c>, <c>index.json</c> and <c>blobs/sha256</c>; OCI image format specification 1.1),
/// which containerd, docker and podman load. The same input gives the same bytes: no times, no owners, no order of a file system.
/// </summary>
public static class OciImageWriter
{
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar";
    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>Writes all images into one archive.</summary>
    public static void Write(Stream output, params IReadOnlyList<OciImage> images)
    {
        using var tar = new TarWriter(output, TarEntryFormat.Ustar, leaveOpen: true);
        var written = new HashSet<string>();
        var manifests = new DocArray();
        Add(tar, "oci-layout", Encoding.UTF8.GetBytes("""{"imageLayoutVersion":"1.0.0"}"""));
        foreach (var image in images)
            manifests.Add(WriteImage(tar, written, image));
        Add(tar, "index.json", new DocObject { { "schemaVersion", 2 }, { "mediaType", "application/vnd.oci.image.index.v1+json" }, { "manifests", manifests } }.ToUtf8());
    }

    private static DocObject WriteImage(TarWriter tar, HashSet<string> written, OciImage image)
    {
        var layer = WriteLayer(image.Layer);
        var layerEntry = WriteBlob(tar, written, LayerType, layer);
        var configEntry = WriteBlob(tar, written, ConfigType, Config(image, layerEntry.GetString("digest")!).ToUtf8());
        var manifest = new DocObject
        {
            { "schemaVersion", 2 },
            { "mediaType", ManifestType },
            { "config", configEntry },
            { "layers", new DocArray([layerEntry]) },
        };
        var entry = WriteBlob(tar, written, ManifestType, manifest.ToUtf8());
        entry["platform"] = new DocObject { { "architecture", "amd64" }, { "os", "linux" } };
        entry["annotations"] = new DocObject
        {
            { "io.containerd.image.name", image.Reference },
            { "org.opencontainers.image.ref.name", image.Reference[(image.Reference.LastIndexOf(':') + 1)..] },
        };
        return entry;
    }

    private static byte[] WriteLayer(IReadOnlyList<ImageFile> files)
    {
        var buffer = new MemoryStream();
        using (var tar = new TarWriter(buffer, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var file in files)
            {
                var type = file.IsDirectory ? TarEntryType.Directory : file.LinkTarget is null ? TarEntryType.RegularFile : TarEntryType.SymbolicLink;
                var entry = new UstarTarEntry(type, file.IsDirectory ? file.Path + "/" : file.Path) { Mode = file.Mode, ModificationTime = DateTimeOffset.UnixEpoch };
                if (file.LinkTarget is not null)
                    entry.LinkName = file.LinkTarget;
                if (type == TarEntryType.RegularFile)
                    entry.DataStream = new MemoryStream(file.Content, writable: false);
                tar.WriteEntry(entry);
            }
        }

        return buffer.ToArray();
    }

    private static DocObject Config(OciImage image, string layerDigest)
    {
        var run = new DocObject { { "WorkingDir", image.WorkingDirectory } };
        AddStrings(run, "Entrypoint", image.Entrypoint);
        AddStrings(run, "Cmd", image.Command);
        AddStrings(run, "Env", image.Environment.Count > 0 ? image.Environment : ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]);
        if (image.User.Length > 0)
            run["User"] = image.User;
        if (image.ExposedPorts.Count > 0)
        {
            var ports = run.GetOrAddObject("ExposedPorts");
            foreach (var port in image.ExposedPorts)
                ports[port] = new DocObject();
        }

        return new DocObject
        {
            { "architecture", "amd64" },
            { "os", "linux" },
            { "config", run },
            { "rootfs", new DocObject { { "type", "layers" }, { "diff_ids", new DocArray([layerDigest]) } } },
        };
    }

    private static void AddStrings(DocObject target, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
            target[name] = new DocArray(values.Select(value => (DocNode)value));
    }

    /// <summary>Writes a blob unless it is there, and returns its descriptor.</summary>
    private static DocObject WriteBlob(TarWriter tar, HashSet<string> written, string mediaType, byte[] content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        if (written.Add(hash))
            Add(tar, $"blobs/sha256/{hash}", content);
        return new DocObject { { "mediaType", mediaType }, { "digest", $"sha256:{hash}" }, { "size", content.Length } };
    }

    private static void Add(TarWriter tar, string name, byte[] content) => tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name)
    {
        ModificationTime = DateTimeOffset.UnixEpoch,
        DataStream = new MemoryStream(content, writable: false),
    });
}
