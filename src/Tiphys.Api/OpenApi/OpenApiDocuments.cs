using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Tiphys.Api.Catalogue;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.Api.OpenApi;

/// <summary>
/// Everything <c>/openapi</c> answers for one catalogue. Each document is made when it is first asked for and kept; a changed
/// catalogue gets a new instance, which takes over from the one before it every document of a version that did not change.
/// </summary>
/// <remarks>Safe for any number of threads. The bytes are shared: nobody may change them.</remarks>
public sealed class OpenApiDocuments
{
    private static readonly Lazy<byte[]> BuiltInHash = new(() => SHA256.HashData(
        [.. EmbeddedData.Read("catalogue.bin"), .. EmbeddedData.Read("descriptions.bin"), .. Encoding.UTF8.GetBytes(OpenApiInfo.Version)]));
    private readonly ResourceInfo[] _all;
    private readonly IReadOnlyList<ExtensionSpec> _extensions;
    private readonly ILookup<GroupVersion, ResourceInfo> _resources;
    private readonly ConcurrentDictionary<string, Lazy<byte[]>> _v3 = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<byte[]>> _v3Protobuf = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Func<byte[]>> _paths = new(StringComparer.Ordinal);
    private readonly Lazy<byte[]> _index;
    private readonly Lazy<byte[]> _v2;
    private readonly Lazy<byte[]> _v2Protobuf;

    /// <param name="catalog">What the server answers for itself.</param>
    /// <param name="before">The documents of the catalogue this one was derived from, if any.</param>
    /// <param name="extensions">What other servers describe; shown in the v2 document and the v3 index. In the order of their priority.</param>
    public OpenApiDocuments(IResourceCatalog catalog, OpenApiDocuments? before = null, IReadOnlyList<ExtensionSpec>? extensions = null)
    {
        _extensions = extensions ?? [];
        _all = [.. catalog.All];
        _resources = catalog.All.ToLookup(info => info.GroupVersion);
        _index = new(MakeIndex);
        _v2 = new(() => MakeV2().ToUtf8());
        _v2Protobuf = new(() => GnosticEncoder.Encode(MakeV2()));
        AddPaths();
        foreach (var versionGroup in _resources)
        {
            if (before is not null && before._resources[versionGroup.Key].SequenceEqual(versionGroup, ReferenceEqualityComparer.Instance)
                && before._v3.TryGetValue(DocumentPath(versionGroup.Key), out var made))
                TakeOver(before, DocumentPath(versionGroup.Key), made);
        }
    }

    /// <summary>The media type of the v2 document in protobuf, as the answer names it.</summary>
    public const string V2ProtobufMediaType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    /// <summary>The same as requests name it in Accept; it is no valid media type, hence the other.</summary>
    public const string V2ProtobufRequested = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    /// <summary>The media type of a v3 document in protobuf, as the answer names it.</summary>
    public const string V3ProtobufMediaType = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf";

    /// <summary>The same as older requests name it in Accept.</summary>
    public const string V3ProtobufRequested = "application/com.github.proto-openapi.spec.v3@v1.0+protobuf";

    /// <summary><c>/openapi/v2</c> as JSON.</summary>
    public ReadOnlyMemory<byte> V2 => _v2.Value;

    /// <summary><c>/openapi/v2</c> as <see cref="V2ProtobufMediaType"/>; kubectl asks for it.</summary>
    public ReadOnlyMemory<byte> V2Protobuf => _v2Protobuf.Value;

    /// <summary><c>/openapi/v3</c>: where each document is, with the hash of its content in the address.</summary>
    public ReadOnlyMemory<byte> V3Index => _index.Value;

    /// <summary>The paths of the v3 documents: <c>api/v1</c>, <c>apis/apps/v1</c>, <c>version</c> ...</summary>
    public IReadOnlyCollection<string> V3Paths => _paths.Keys;

    /// <summary><c>/openapi/v3/PATH</c>.</summary>
    public bool TryGetV3(string path, out ReadOnlyMemory<byte> document)
    {
        document = _paths.TryGetValue(path, out var make) ? _v3.GetOrAdd(path, _ => new(make)).Value : default;
        return !document.IsEmpty;
    }

    /// <summary><c>/openapi/v3/PATH</c> as <see cref="V3ProtobufMediaType"/>.</summary>
    public bool TryGetV3Protobuf(string path, out ReadOnlyMemory<byte> document)
    {
        document = TryGetV3(path, out var json) ? _v3Protobuf.GetOrAdd(path, _ => new(() => GnosticV3Encoder.Encode(DocReader.ParseObject(json)))).Value : default;
        return !document.IsEmpty;
    }

    /// <summary>
    /// The hash in a v3 document's address; a strong ETag too. Known without making the document if it has no custom
    /// resources.
    /// </summary>
    public string? V3Hash(string path)
    {
        if (!_paths.ContainsKey(path))
            return null;
        var version = path.StartsWith("api", StringComparison.Ordinal) ? path[(path.IndexOf('/') + 1)..] : "";
        var custom = GroupVersion.TryParse(version, out var groupVersion) && _resources[groupVersion].Any(info => info.IsCustom);
        if (custom && TryGetV3(path, out var document))
            return Convert.ToHexString(SHA256.HashData(document.Span));

        // The content follows from the catalogue and the program.
        return Convert.ToHexString(SHA256.HashData([.. BuiltInHash.Value, .. Encoding.UTF8.GetBytes(path)]));
    }

    private static string DocumentPath(GroupVersion version) => ResourcePaths.Root(version)[1..];

    private void TakeOver(OpenApiDocuments before, string path, Lazy<byte[]> made)
    {
        _v3.TryAdd(path, made);
        if (before._v3Protobuf.TryGetValue(path, out var protobuf))
            _v3Protobuf.TryAdd(path, protobuf);
    }

    private void AddPaths()
    {
        _paths.Add("api", () => Encode([DiscoveryPaths.Core], []));
        _paths.Add("apis", () => Encode([DiscoveryPaths.Groups], []));
        _paths.Add("version", () => Encode([DiscoveryPaths.Version], []));
        _paths.Add(".well-known/openid-configuration", () => Encode([DiscoveryPaths.OpenIdConfiguration], []));
        _paths.Add("openid/v1/jwks", () => Encode([DiscoveryPaths.OpenIdKeys], []));
        foreach (var group in _resources.Select(version => version.Key.Group).Where(group => group.Length > 0).Distinct())
            _paths.Add("apis/" + group, () => Encode([DiscoveryPaths.Group(group)], []));
        foreach (var version in _resources)
            _paths.Add(DocumentPath(version.Key), () => Encode(PathsOf(version.Key), [.. version]));
    }

    private IReadOnlyList<ApiPath> PathsOf(GroupVersion version) =>
        [DiscoveryPaths.Resources(version), .. _resources[version].SelectMany(info => new ResourcePaths(info).All())];

    private static byte[] Encode(IReadOnlyList<ApiPath> paths, IReadOnlyList<ResourceInfo> resources) =>
        OpenApiV3Document.Make(paths, resources).ToUtf8();

    private DocObject MakeV2()
    {
        var document = OpenApiV2Document.Make(_all);
        foreach (var spec in _extensions.Select(extension => extension.V2).OfType<DocObject>())
            SpecMerge.Into(document, spec);
        return document;
    }

    private byte[] MakeIndex()
    {
        var paths = new DocObject();
        foreach (var path in _paths.Keys)
            paths.Add(path, new DocObject { { "serverRelativeURL", $"/openapi/v3/{path}?hash={V3Hash(path)}" } });
        foreach (var (path, address) in _extensions.SelectMany(extension => extension.V3))
        {
            if (!paths.ContainsKey(path))
                paths.Add(path, new DocObject { { "serverRelativeURL", address } });
        }

        return new DocObject { { "paths", paths } }.ToUtf8();
    }
}
