using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Strategies;

/// <summary>What single built-in kinds do beyond the common rules.</summary>
/// <param name="Create">Changes a new object.</param>
/// <param name="Update">Changes an updated object, given the stored one.</param>
internal sealed record KindStrategy(Action<DocObject>? Create = null, Action<DocObject, DocObject>? Update = null);
