namespace Tiphys.Api.Errors;

/// <summary>One cause in a Status: for validation, one wrong field.</summary>
/// <param name="Reason">FieldValueInvalid, FieldValueRequired, FieldValueNotSupported, FieldManagerConflict ...</param>
/// <param name="Field">The field's path, <c>spec.containers[0].image</c>.</param>
public sealed record StatusCause(string Reason, string Message, string Field);
