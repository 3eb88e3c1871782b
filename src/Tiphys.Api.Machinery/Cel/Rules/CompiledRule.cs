namespace Tiphys.Api.Machinery.Cel.Rules;

/// <summary>A rule with its programs. Without program and error the rule is empty.</summary>
internal sealed record CompiledRule(CelRule Rule)
{
    public CelProgram? Program { get; init; }

    /// <summary>Why there is no program.</summary>
    public string? Error { get; init; }

    public CelProgram? Message { get; init; }

    public string? MessageError { get; init; }

    /// <summary>The rule compares with the old value: a transition rule.</summary>
    public bool UsesOldSelf { get; init; }

    /// <summary>The worst case of one evaluation.</summary>
    public ulong MaxCost { get; init; }

    public ulong MaxMessageCost { get; init; }

    /// <summary>The rule's fieldPath, normalized; empty if there is none.</summary>
    public string NormalizedPath { get; init; } = "";
}
