using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The types that mutations are written with: <c>Object</c>, <c>Object.spec</c> ... with any fields, and <c>JSONPatch</c>.</summary>
public static class MutationTypes
{
    public static readonly CelType JsonPatch = CelType.Struct("JSONPatch", name => name switch
    {
        "op" or "from" or "path" => CelType.String,
        "value" => CelType.Dyn,
        _ => null,
    });

    public static readonly CelType Object = ObjectNamed("Object");

    internal static CelType? Find(string name) => name switch
    {
        "JSONPatch" => JsonPatch,
        "Object" => Object,
        _ when name.StartsWith("Object.", StringComparison.Ordinal) => ObjectNamed(name),
        _ => null,
    };

    private static CelType ObjectNamed(string name) => CelType.Struct(name, _ => CelType.Dyn);
}
