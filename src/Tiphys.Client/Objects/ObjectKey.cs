namespace Tiphys.Client.Objects;

/// <summary>What names an object of a known type. The namespace of cluster-scoped objects is empty.</summary>
public readonly record struct ObjectKey(string Namespace, string Name)
{
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
