namespace Tiphys.SchemaGenerator;

/// <summary>The definitions whose values are not plain objects; every document of the API knows them by these names.</summary>
internal static class ScalarDefinitions
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";
    private const string Extensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";

    public static readonly IReadOnlyList<Definition> All =
    [
        Scalar(Meta + "Time", TypeCode.Time, "An instant: RFC 3339 text in UTC, whole seconds."),
        Scalar(Meta + "MicroTime", TypeCode.Time, "An instant: RFC 3339 text in UTC with microseconds."),
        Scalar(Meta + "Duration", TypeCode.Duration, "A length of time as text, a number and a unit each: 1h30m, 250ms."),
        Scalar(Meta + "FieldsV1", TypeCode.AnyObject, "A set of fields as a tree: \"f:name\" for a field, \"k:{keys}\" for a list "
            + "element by its keys, \"v:value\" for one by its value, \"i:index\" for one by its place; \".\" is the node itself."),
        Scalar(Meta + "Patch", TypeCode.AnyObject, "The body of a PATCH request; its form is told by the content type."),
        Scalar("io.k8s.apimachinery.pkg.runtime.RawExtension", TypeCode.AnyObject, "An object of a kind that is told by its own apiVersion and kind."),
        Scalar("io.k8s.apimachinery.pkg.util.intstr.IntOrString", TypeCode.IntOrString, "A whole number of 32 bits, or a text."),
        Scalar("io.k8s.apimachinery.pkg.api.resource.Quantity", TypeCode.Quantity, "A fixed-point number with an optional suffix: "
            + "n, u, m, k, M, G, T, P, E for powers of ten, Ki, Mi, Gi, Ti, Pi, Ei for powers of 1024, or a decimal exponent (12e6). "
            + "At most three decimal places are kept, and values are below 2^63."),
        Scalar(Extensions + "JSON", TypeCode.Any, "Any JSON value: an object, an array, a text, a number, true, false or null."),
        Scalar(Extensions + "JSONSchemaPropsOrArray", TypeCode.Any, "A JSON schema, or an array of them."),
        Scalar(Extensions + "JSONSchemaPropsOrBool", TypeCode.Any, "A JSON schema, or true or false. Not said means true."),
        Scalar(Extensions + "JSONSchemaPropsOrStringArray", TypeCode.Any, "A JSON schema, or an array of property names."),
        Scalar(Extensions + "CustomResourceSubresourceStatus", TypeCode.AnyObject, "Turns the status subresource on. It has no fields."),
    ];

    public static string NameOf(FieldEntry field) =>
        All.FirstOrDefault(definition => definition.Kind == field.Type)?.Name
        ?? throw field.Line.Error($"unknown type {field.Type}");

    private static Definition Scalar(string name, TypeCode type, string description) =>
        new(name, null, name[(name.LastIndexOf('.') + 1)..], type, description, type == TypeCode.AnyObject, []);
}
