namespace Tiphys.Api.Schemas;

/// <summary>The JSON shape a schema allows.</summary>
public enum SchemaType : byte
{
    /// <summary>Anything: JSON, RawExtension, a custom resource's unknown part.</summary>
    Any,

    /// <summary>An object with named fields.</summary>
    Object,

    /// <summary>An object with free names and one schema for every value.</summary>
    Map,
    Array,
    String,
    Integer,
    Number,
    Boolean,

    /// <summary>A string or a whole number.</summary>
    IntOrString,

    /// <summary>A resource quantity: a string, or a number that is read as one.</summary>
    Quantity,
}
