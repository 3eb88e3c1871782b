using Tiphys.Api.Errors;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>Fields that an apply would take from another manager.</summary>
internal sealed record FieldConflict(ManagerEntry Owner, FieldSet Fields)
{
    /// <summary>409 that names every field with its owner, in the form clients read.</summary>
    public static ApiException Error(IReadOnlyList<FieldConflict> conflicts)
    {
        var owners = conflicts
            .GroupBy(conflict => Name(conflict.Owner))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (Owner: group.Key, Paths: group.SelectMany(conflict => conflict.Fields.Paths()).Select(PathStep.Describe).ToArray()))
            .ToArray();
        var causes = owners.SelectMany(owner => owner.Paths.Select(path => new StatusCause("FieldManagerConflict", $"conflict with {owner.Owner}", path))).ToArray();
        var message = causes is [var only]
            ? $"Apply failed with 1 conflict: {only.Message}: {only.Field}"
            : $"Apply failed with {causes.Length} conflicts: " +
              string.Join('\n', owners.SelectMany(owner => owner.Paths.Select(path => $"- {path}").Prepend($"conflicts with {owner.Owner}:")));
        return new(409, StatusReason.Conflict, message) { Causes = causes };
    }

    private static string Name(ManagerEntry owner) => owner.Describe();
}
