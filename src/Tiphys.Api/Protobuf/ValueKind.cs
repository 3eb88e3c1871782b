namespace Tiphys.Api.Protobuf;

/// <summary>How a value is carried.</summary>
internal enum ValueKind : byte
{
    Message,
    Repeated,

    /// <summary>Entries of key (1) and value (2).</summary>
    Map,
    Text,
    Boolean,
    Integer,
    Double,

    /// <summary>Base64 in JSON.</summary>
    Bytes,

    /// <summary>A message of seconds (1) and nanoseconds (2); RFC 3339 in JSON, whole seconds.</summary>
    Time,

    /// <summary>As <see cref="Time"/>; microseconds in JSON.</summary>
    MicroTime,

    /// <summary>A message of nanoseconds (1); Go's duration text in JSON.</summary>
    Duration,

    /// <summary>A message of a text (1).</summary>
    Quantity,

    /// <summary>A message of which (1: 0 number, 1 text), number (2), text (3).</summary>
    IntOrString,

    /// <summary>A message of JSON as bytes (1).</summary>
    Json,

    /// <summary>A schema (1) or schemas (2).</summary>
    SchemaOrArray,

    /// <summary>A flag (1) and perhaps a schema (2).</summary>
    SchemaOrBool,

    /// <summary>A schema (1) or texts (2).</summary>
    SchemaOrTexts,
}
