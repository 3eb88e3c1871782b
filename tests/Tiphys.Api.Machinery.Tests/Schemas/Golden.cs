using System.Runtime.CompilerServices;
using System.Text;
using Tiphys.Api.Documents;
using Tiphys.Api.Resources;
using Tiphys.Api.Yaml;

namespace Tiphys.Api.Machinery.Tests.Schemas;

/// <summary>Golden cases: a folder <c>cases/</c> beside the test, in it a folder per case with <c>input.yaml</c> and what is expected.</summary>
internal static class Golden
{
    public static TheoryData<string> Cases([CallerFilePath] string source = "") =>
        [.. Directory.GetDirectories(Path.Combine(Path.GetDirectoryName(source)!, "cases")).Select(path => Path.GetFileName(path)!).Order()];

    public static DocObject Read(string name, string file, [CallerFilePath] string source = "") =>
        (DocObject)YamlReader.Parse(File.ReadAllBytes(PathOf(name, file, source)));

    public static string ReadText(string name, string file, [CallerFilePath] string source = "") => File.ReadAllText(PathOf(name, file, source));

    public static bool Exists(string name, string file, [CallerFilePath] string source = "") => File.Exists(PathOf(name, file, source));

    public static ResourceInfo ResourceOf(DocObject document)
    {
        Assert.True(GroupVersion.TryParse(document.GetString("apiVersion"), out var version));
        Assert.True(ResourceCatalog.BuiltIn.TryGetByKind(version, document.GetString("kind")!, out var info));
        return info;
    }

    public static void AssertSame(string name, DocNode expected, DocNode actual) =>
        Assert.True(expected.DeepEquals(actual), $"{name}: expected and got\n{Encoding.UTF8.GetString(expected.ToUtf8())}\n{actual}");

    private static string PathOf(string name, string file, string source) => Path.Combine(Path.GetDirectoryName(source)!, "cases", name, file);
}
