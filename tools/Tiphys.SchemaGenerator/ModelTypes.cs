using System.Reflection;
using System.Text.Json.Serialization;
using k8s.Models;

namespace Tiphys.SchemaGenerator;

/// <summary>Reads the models of the package by reflection.</summary>
internal static class ModelTypes
{
    private static readonly Assembly Package = typeof(V1Pod).Assembly;

    public static Type? Find(string name) => Package.GetType("k8s.Models." + name);

    public static bool IsKind(Type type) => type.GetCustomAttribute<KubernetesEntityAttribute>() is not null;

    /// <summary>The properties by their JSON names.</summary>
    public static Dictionary<string, PropertyInfo> Properties(Type type) => type.GetProperties()
        .Where(property => property.GetCustomAttribute<JsonPropertyNameAttribute>() is not null)
        .ToDictionary(property => property.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name, StringComparer.Ordinal);

    /// <summary>The shape of a value of that type; null where the model does not tell (object).</summary>
    /// <param name="definitionOf">The definition that a class of the package models.</param>
    public static ValueType? Shape(Type type, Func<Type, string?> definitionOf)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDictionary<,>))
            return Shape(type.GetGenericArguments()[1], definitionOf) is { } value ? new(TypeCode.Map) { Item = value } : null;
        if (type.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(type))
            return Shape(type.GetGenericArguments()[0], definitionOf) is { } item ? new(TypeCode.Array) { Item = item } : null;
        if (type == typeof(byte[]))
            return new(TypeCode.Bytes);
        if (type == typeof(DateTime))
            return new(TypeCode.Reference) { Definition = "io.k8s.apimachinery.pkg.apis.meta.v1.Time" };
        if (type == typeof(IntOrString))
            return new(TypeCode.Reference) { Definition = "io.k8s.apimachinery.pkg.util.intstr.IntOrString" };
        if (type == typeof(ResourceQuantity))
            return new(TypeCode.Reference) { Definition = "io.k8s.apimachinery.pkg.api.resource.Quantity" };
        if (definitionOf(type) is { } definition)
            return new(TypeCode.Reference) { Definition = definition };
        return Type.GetTypeCode(type) switch
        {
            System.TypeCode.String => new(TypeCode.String),
            System.TypeCode.Boolean => new(TypeCode.Boolean),
            System.TypeCode.Int32 => new(TypeCode.Int32),
            System.TypeCode.Int64 => new(TypeCode.Int64),
            System.TypeCode.Double => new(TypeCode.Double),
            _ => null,
        };
    }
}
