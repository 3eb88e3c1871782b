namespace Tiphys.SchemaGenerator;

/// <summary>A table line is wrong, or contradicts the models.</summary>
internal sealed class TableException(TableLine at, string message) : Exception(message)
{
    public string File => at.File;

    public int Line => at.Number;
}
