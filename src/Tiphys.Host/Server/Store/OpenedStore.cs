using Tiphys.Storage;

namespace Tiphys.Host.Server.Store;

/// <summary>The store a server works on.</summary>
/// <param name="Background">Work on it that is to be done while the server runs.</param>
internal sealed record OpenedStore(IRevisionedStore Store, IReadOnlyList<Func<CancellationToken, Task>> Background);
