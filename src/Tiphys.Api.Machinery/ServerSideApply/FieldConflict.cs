using Tiphys.Api.Errors;

namespace Tiphys.Api.Machinery.ServerSideApply;

/// <summary>Fields that an apply would take from another manager.</summary>
internal sealed record FieldConflict(ManagerEntry Owner, FieldSet Fields)
{
    /// <summary>Characters of fields after which no further one is told; an object can have a hundred thousand.</summary>
    private const int MostText = 64 << 10;

    /// <summary>409 that names the fields with their owners, in the form clients read, and says how many there are.</summary>
    public static ApiException Error(IReadOnlyList<FieldConflict> conflicts)
    {
        var (told, count) = (0, conflicts.Sum(conflict => conflict.Fields.Paths().Count()));
        var owners = conflicts
            .GroupBy(conflict => Name(conflict.Owner))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (Owner: group.Key, Paths: group.SelectMany(conflict => conflict.Fields.Paths()).TakeWhile(_ => told < MostText).Select(Tell).ToArray()))
            .Where(owner => owner.Paths.Length > 0)
            .ToArray();
        var causes = owners.SelectMany(owner => owner.Paths.Select(path => new StatusCause("FieldManagerConflict", $"conflict with {owner.Owner}", path))).ToArray();
        var message = causes is [var only]
            ? $"Apply failed with 1 conflict: {only.Message}: {only.Field}"
            : $"Apply failed with {count} conflicts: " +
              string.Join('\n', owners.SelectMany(owner => owner.Paths.Select(path => $"- {path}").Prepend($"conflicts with {owner.Owner}:")));
        return new(409, StatusReason.Conflict, message) { Causes = causes };

        string Tell(IReadOnlyList<string> path)
        {
            var text = PathStep.Describe(path);
            told += text.Length;
            return text;
        }
    }

    private static string Name(ManagerEntry owner) => owner.Describe();
}
