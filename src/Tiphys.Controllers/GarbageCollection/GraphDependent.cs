using Tiphys.Client.Objects;

namespace Tiphys.Controllers.GarbageCollection;

/// <summary>A dependent of an object.</summary>
/// <param name="BlocksOwner">Its owner reference says that the owner waits for it.</param>
internal sealed record GraphDependent(string Uid, ResourceType Type, ObjectKey Key, bool IsDeletingDependents, bool BlocksOwner);
