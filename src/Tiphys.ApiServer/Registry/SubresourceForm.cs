using Tiphys.Api.Documents;

namespace Tiphys.ApiServer.Registry;

/// <summary>A kind of its own under which a subresource shows a part of an object, as a Scale shows a workload's replicas.</summary>
/// <param name="Show">The part, as a new document, of a whole object.</param>
/// <param name="Put">Writes a part, the second, back into a whole object, the first; refuses by throwing.</param>
internal sealed record SubresourceForm(Func<DocObject, DocObject> Show, Action<DocObject, DocObject> Put);
