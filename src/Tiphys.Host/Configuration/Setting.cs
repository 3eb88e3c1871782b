namespace Tiphys.Host.Configuration;

/// <summary>One setting: a flag <c>--name</c>, an environment variable <c>TIPHYS_NAME</c> and a key <c>name</c> of the configuration file.</summary>
/// <param name="Name">Lower case with dashes; as kube-apiserver spells it where it has the same.</param>
/// <param name="Default">The value where nothing else says one; null if it is computed from other settings or may be missing.</param>
/// <param name="Description">One line for <c>--help</c>.</param>
/// <param name="IsList">Several values: the flag may be repeated, other sources separate by commas.</param>
public sealed record Setting(string Name, string? Default, string Description, bool IsList = false)
{
    /// <summary>What kube-apiserver calls it, where that is another name; taken as a flag too.</summary>
    public string? Alias { get; init; }

    /// <summary><c>TIPHYS_DATA_DIR</c>.</summary>
    public string EnvironmentName => "TIPHYS_" + Name.Replace('-', '_').ToUpperInvariant();

    /// <summary>The description with the default behind it.</summary>
    public string Help => string.IsNullOrEmpty(Default) ? Description : $"{Description} [default: {Default}]";
}
