using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The types that the Kubernetes libraries bring.</summary>
internal static class LibraryTypes
{
    public static readonly CelType Url = CelType.Struct("kubernetes.URL");
    public static readonly CelType Ip = CelType.Opaque("net.IP");
    public static readonly CelType Cidr = CelType.Opaque("net.CIDR");
    public static readonly CelType Quantity = CelType.Struct("kubernetes.Quantity");
    public static readonly CelType Semver = CelType.Struct("kubernetes.Semver");
    public static readonly CelType NamedFormat = CelType.Struct("kubernetes.NamedFormat");
    public static readonly CelType Authorizer = CelType.Struct("kubernetes.authorization.Authorizer");
    public static readonly CelType PathCheck = CelType.Struct("kubernetes.authorization.PathCheck");
    public static readonly CelType GroupCheck = CelType.Struct("kubernetes.authorization.GroupCheck");
    public static readonly CelType ResourceCheck = CelType.Struct("kubernetes.authorization.ResourceCheck");
    public static readonly CelType Decision = CelType.Struct("kubernetes.authorization.Decision");

    /// <summary>Types that expressions may name.</summary>
    public static readonly IReadOnlyDictionary<string, CelType> Named = new Dictionary<string, CelType>
    {
        ["bool"] = CelType.Bool,
        ["int"] = CelType.Int,
        ["uint"] = CelType.Uint,
        ["double"] = CelType.Double,
        ["string"] = CelType.String,
        ["bytes"] = CelType.Bytes,
        ["list"] = CelType.AnyList,
        ["map"] = CelType.AnyMap,
        ["null_type"] = CelType.Null,
        ["type"] = CelType.Type,
        ["optional_type"] = CelType.AnyOptional,
        ["google.protobuf.Duration"] = CelType.Duration,
        ["google.protobuf.Timestamp"] = CelType.Timestamp,
        ["net.IP"] = Ip,
        ["net.CIDR"] = Cidr,
        ["kubernetes.URL"] = Url,
        ["kubernetes.Quantity"] = Quantity,
        ["kubernetes.Semver"] = Semver,
        ["kubernetes.NamedFormat"] = NamedFormat,
    };
}
