namespace Tiphys.Node.Tests.Containerd;

/// <summary>The tests that share one private containerd.</summary>
[CollectionDefinition(nameof(RuntimeCollection))]
public sealed class RuntimeCollection : ICollectionFixture<PrivateRuntime>;
