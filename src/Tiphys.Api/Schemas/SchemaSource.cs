namespace Tiphys.Api.Schemas;

/// <summary>Where a schema that is read on demand gets its parts from. Safe for any number of threads.</summary>
internal abstract class SchemaSource
{
    /// <summary>The fields of a definition, in order; called once or a few times per schema.</summary>
    public abstract IReadOnlyList<SchemaField> ReadFields(int definition);

    /// <summary>A documentation text.</summary>
    public abstract string ReadText(int text);
}
