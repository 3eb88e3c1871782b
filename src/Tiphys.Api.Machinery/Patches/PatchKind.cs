namespace Tiphys.Api.Machinery.Patches;

/// <summary>What the body of a PATCH is.</summary>
public enum PatchKind : byte
{
    /// <summary>RFC 6902, <c>application/json-patch+json</c>.</summary>
    Json,

    /// <summary>RFC 7386, <c>application/merge-patch+json</c>.</summary>
    Merge,

    /// <summary><c>application/strategic-merge-patch+json</c>; built-in kinds only.</summary>
    StrategicMerge,

    /// <summary>Server-side apply, <c>application/apply-patch+yaml</c> or <c>+cbor</c>.</summary>
    Apply,
}
