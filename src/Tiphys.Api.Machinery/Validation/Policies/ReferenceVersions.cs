namespace Tiphys.Api.Machinery.Validation.Policies;

/// <summary>Which apiVersions an autoscaler's reference may name.</summary>
internal enum ReferenceVersions
{
    /// <summary>Those of a named group.</summary>
    OfGroups,

    /// <summary>Any well-formed one, or none.</summary>
    Valid,

    /// <summary>Anything.</summary>
    Any,
}
