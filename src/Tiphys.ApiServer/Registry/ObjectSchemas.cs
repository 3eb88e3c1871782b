using Tiphys.Api.Documents;
using Tiphys.Api.Resources;

namespace Tiphys.ApiServer.Registry;

/// <summary>Where documents meet their schema: pruning, defaulting, validation and conversion between versions.</summary>
internal sealed class ObjectSchemas
{
    /// <summary>Fills in what the body left out.</summary>
    public void Default(DocObject document)
    {
    }

    /// <summary>What admission has added is pruned and defaulted as if the client had sent it.</summary>
    public void AfterMutation(WriteRequest request, DocObject document, DocObject? old)
    {
    }

    /// <exception cref="Tiphys.Api.Errors.ApiException">422 with every wrong field.</exception>
    public void EnsureValid(WriteRequest request, DocObject document, DocObject? old)
    {
    }

    /// <summary>The document in the version the resource is stored in.</summary>
    public DocObject ToStorage(ResourceInfo resource, DocObject document)
    {
        document["apiVersion"] = resource.StorageVersion.ToString();
        return document;
    }

    /// <summary>A fresh tree of a stored object in the version of the request.</summary>
    public DocObject FromStorage(ResourceInfo resource, ReadOnlyMemory<byte> utf8)
    {
        var document = DocReader.ParseObject(utf8);
        document["apiVersion"] = resource.ApiVersion;
        return document;
    }
}
