namespace Tiphys.Node.Tests.Pods;

/// <summary>The tests that share one node.</summary>
[CollectionDefinition(nameof(NodeCollection))]
public sealed class NodeCollection : ICollectionFixture<TestNode>;
