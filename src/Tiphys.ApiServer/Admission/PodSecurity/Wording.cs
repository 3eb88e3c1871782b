namespace Tiphys.ApiServer.Admission.PodSecurity;

/// <summary>How violations name their culprits.</summary>
internal static class Wording
{
    public static string Quote(IEnumerable<string> values) => string.Join(", ", values.Select(value => $"\"{value}\""));

    /// <summary><c>container "a"</c>, <c>containers "a", "b"</c>.</summary>
    public static string Named(string noun, IReadOnlyCollection<string> names) => $"{Plural(noun, names.Count)} {Quote(names)}";

    public static string Plural(string noun, int count) => count == 1 ? noun : noun + "s";

    public static string Uses(int count) => count == 1 ? "uses" : "use";
}
