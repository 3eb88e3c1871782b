namespace Tiphys.ApiServer.Authorization.Rbac;

/// <summary>A binding as one of its subjects sees it.</summary>
/// <param name="Role">Null if the binding's role is not there.</param>
internal sealed record Grant(CompiledBinding Binding, CompiledRole? Role, string Reason);
