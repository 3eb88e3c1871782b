using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Validation;

/// <summary>The rules of one kind.</summary>
/// <param name="Create">Judges a new object.</param>
internal sealed record KindValidator(Action<DocObject, FieldErrors> Create)
{
    /// <summary>Judges what an update of the object itself changed: updated, old. The object as such is judged by <see cref="Create"/> too.</summary>
    public Action<DocObject, DocObject, FieldErrors>? Change { get; init; }

    /// <summary>Judges a write to the status: updated, old.</summary>
    public Action<DocObject, DocObject, FieldErrors>? Status { get; init; }

    /// <summary>Judges a write to another subresource: its name, updated, old.</summary>
    public Action<string, DocObject, DocObject, FieldErrors>? Subresource { get; init; }

    /// <summary>False if an update is judged by <see cref="Change"/> alone: what was stored once may have been valid by older rules.</summary>
    public bool ChecksWholeOnUpdate { get; init; } = true;

    public void ValidateUpdate(string subresource, DocObject updated, DocObject old, FieldErrors errors)
    {
        switch (subresource)
        {
            case "":
                if (ChecksWholeOnUpdate)
                    Create(updated, errors);
                Change?.Invoke(updated, old, errors);
                break;
            case "status":
                Status?.Invoke(updated, old, errors);
                break;
            default:
                Subresource?.Invoke(subresource, updated, old, errors);
                break;
        }
    }
}
