using Tiphys.Api.Documents;
using Tiphys.Storage;

namespace Tiphys.ApiServer.Registry;

/// <summary>What a resource does beyond its schema when it is written. The base does nothing special; kinds that do have a class of their own.</summary>
internal class ResourceStrategy
{
    public static readonly ResourceStrategy Default = new();

    /// <summary>PUT without a resourceVersion replaces whatever is there.</summary>
    public virtual bool AllowsUnconditionalUpdate => true;

    /// <summary>PUT of an object that does not exist makes it.</summary>
    public virtual bool AllowsCreateOnUpdate => false;

    /// <summary>A delete answers the deleted object, not a Status.</summary>
    public virtual bool ReturnsDeletedObject => false;

    /// <summary>What becomes of dependents if the client says nothing.</summary>
    public virtual bool OrphansByDefault => false;

    /// <summary>False if nothing can be owned by it: propagation policies then say nothing.</summary>
    public virtual bool HasDependents => true;

    /// <summary>Names a new object whose client gave neither a name nor a prefix for one; most kinds leave that to validation to refuse.</summary>
    public virtual void Name(DocObject document)
    {
    }

    /// <summary>Sets what clients may not set, beyond what holds for every kind; after mutating admission, before validation.</summary>
    public virtual void PrepareForCreate(WriteRequest request, DocObject document)
    {
    }

    /// <summary>Carries over what clients may not change.</summary>
    public virtual void PrepareForUpdate(WriteRequest request, DocObject document, DocObject old)
    {
    }

    /// <summary>Writes of this resource may need others beside them: <see cref="PlanCompanionsAsync"/> is to be asked.</summary>
    public virtual bool HasCompanions => false;

    /// <summary>
    /// Writes that must be committed together with the object: claims on addresses and ports. Completes the document with what it claims. Asked again, with
    /// a fresh document, when another writer was faster.
    /// </summary>
    /// <param name="document">The object to be stored; null for a deletion.</param>
    /// <param name="old">The object as it stands; null for a creation.</param>
    public virtual ValueTask<IReadOnlyList<StoreWrite>> PlanCompanionsAsync(WriteRequest request, DocObject? document, DocObject? old) => new([]);

    /// <summary>Seconds the object goes on after a delete before it is gone; null if it goes at once.</summary>
    /// <param name="requested">What the client asked for.</param>
    public virtual long? GracePeriod(DocObject old, long? requested) => null;

    /// <summary>Refuses deletes that the kind never allows.</summary>
    public virtual void PrepareForDelete(WriteRequest request, DocObject old)
    {
    }

    /// <summary>Completes an object that a delete has only marked.</summary>
    public virtual void Marked(DocObject document)
    {
    }
}
