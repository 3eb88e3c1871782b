namespace Tiphys.Api.Machinery.Strictness;

/// <summary>What becomes of unknown and doubled fields: the <c>fieldValidation</c> parameter.</summary>
public enum FieldValidation : byte
{
    /// <summary>They are dropped with a Warning header; the default.</summary>
    Warn,

    /// <summary>They are dropped in silence.</summary>
    Ignore,

    /// <summary>The request is refused.</summary>
    Strict,
}
