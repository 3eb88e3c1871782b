namespace Tiphys.CompareServers.Comparing;

/// <summary>What two answers differ in, the gravest first; a pair of answers counts once, under the gravest.</summary>
internal enum Nature
{
    /// <summary>The HTTP status code.</summary>
    Code,

    /// <summary>The Status' reason or details.</summary>
    Reason,

    /// <summary>The fields and types of a Status' causes.</summary>
    Cause,

    /// <summary>The object itself.</summary>
    Object,

    /// <summary>The Warning headers.</summary>
    Warning,

    /// <summary>Messages.</summary>
    Wording,
}
