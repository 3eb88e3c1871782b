using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>Turns objects of one version of a resource into another.</summary>
public interface IVersionConverter
{
    /// <summary>The revision from which on objects of a custom resource have been written under its present schema; 0 for built-in resources.</summary>
    long SchemaSince(ResourceInfo resource);

    /// <summary>Converts all of them, in order. The given documents may be changed or used again.</summary>
    /// <param name="resource">Any served version of the resource.</param>
    /// <exception cref="Tiphys.Api.Errors.ApiException">500: a conversion webhook has failed.</exception>
    ValueTask<IReadOnlyList<DocObject>> ConvertAsync(ResourceInfo resource, IReadOnlyList<DocObject> documents, GroupVersion target, CancellationToken cancellationToken);
}
