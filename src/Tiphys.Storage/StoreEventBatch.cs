namespace Tiphys.Storage;

/// <summary>Changes in the order of their revisions; all changes of one revision stand in the same batch.</summary>
/// <param name="Events">May be empty: then the batch only says how far the watch has come.</param>
/// <param name="Revision">Every change up to and including this revision has been delivered.</param>
public sealed record StoreEventBatch(IReadOnlyList<StoreEvent> Events, long Revision);
