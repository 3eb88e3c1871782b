using Tiphys.Api.Resources;
using Tiphys.ApiServer.Authorization;
using Tiphys.ApiServer.Registry;

namespace Tiphys.ApiServer;

/// <summary>What the server offers to the parts it is composed of.</summary>
/// <param name="Reader">The cluster's objects, from memory.</param>
/// <param name="Writer">Writes past identity and admission, for objects of the server's own.</param>
/// <param name="Time">The server's clock.</param>
/// <param name="Catalog">The catalogue that is served at the time of the call.</param>
/// <param name="Authorizer">All authorizers as one; may be kept, may not be asked before the server has been made.</param>
public sealed record ServerServices(IObjectReader Reader, IObjectWriter Writer, TimeProvider Time, Func<IResourceCatalog> Catalog, IAuthorizer Authorizer)
{
    /// <summary>Tells objects in other versions.</summary>
    public required IVersionConverter Converter { get; init; }
}
