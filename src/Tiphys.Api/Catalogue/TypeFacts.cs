namespace Tiphys.Api.Catalogue;

/// <summary>What follows in the record of a field of the embedded catalogue.</summary>
[Flags]
internal enum TypeFacts : ushort
{
    None = 0,
    Required = 1,
    Atomic = 2,
    ListSet = 4,

    /// <summary>The map keys follow.</summary>
    ListMap = 8,

    /// <summary>The strategy and the merge key follow.</summary>
    Patch = 16,

    /// <summary>The default follows, as JSON.</summary>
    Default = 32,

    /// <summary>Not atomic, although the definition is.</summary>
    Granular = 64,

    /// <summary>A zero or empty value differs from none.</summary>
    Zero = 128,

    /// <summary>Encoded even if it has no value.</summary>
    Written = 256,
}
