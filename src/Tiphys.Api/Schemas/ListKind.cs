namespace Tiphys.Api.Schemas;

/// <summary>How a list merges in server-side apply: <c>x-kubernetes-list-type</c>.</summary>
public enum ListKind : byte
{
    Atomic,
    Set,
    Map,
}
