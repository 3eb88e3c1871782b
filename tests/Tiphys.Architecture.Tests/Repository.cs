using System.Xml.Linq;

namespace Tiphys.Architecture.Tests;

/// <summary>The checkout the tests were built from.</summary>
internal static class Repository
{
    public static readonly string Root = FindRoot();

    public static IEnumerable<string> Projects => Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories);

    public static IEnumerable<string> Sources(string folder) => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(path => !path.EndsWith(".g.cs", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal));

    /// <summary>Names of the projects a project's code refers to, without the common prefix; tools that only run at its build are not among them.</summary>
    public static IReadOnlyList<string> References(string project) => [.. XDocument.Load(project).Descendants("ProjectReference")
        .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
        .Select(reference => (string)reference.Attribute("Include")!)
        .Select(ShortName)];

    public static string ShortName(string project) => Path.GetFileNameWithoutExtension(project).Replace("Tiphys.", "", StringComparison.Ordinal);

    private static string FindRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "Tiphys.slnx")))
            directory = Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("no Tiphys.slnx above the tests");
        return directory;
    }
}
