using System.Text.RegularExpressions;

namespace Tiphys.Architecture.Tests;

/// <summary>Habits of the sources that a compiler does not check.</summary>
public sealed partial class SourceTests
{
    private const int LongestFile = 500;

    [Fact]
    public void Source_Always_StaysBelowTheSizeThatTiresAReader() =>
        Assert.Empty(Repository.Sources("src").Where(path => File.ReadLines(path).Count() > LongestFile).Select(Path.GetFileName));

    [Fact]
    public void Source_Always_HasTheNamespaceOfItsFolder()
    {
        var wrong = new List<string>();
        foreach (var project in Repository.Projects)
        {
            var root = Path.GetDirectoryName(project)!;
            var name = Path.GetFileNameWithoutExtension(project);
            foreach (var path in Repository.Sources(root))
            {
                var match = Namespace().Match(File.ReadAllText(path));
                var expected = (name + "/" + Path.GetRelativePath(root, Path.GetDirectoryName(path)!)).Replace("/.", "", StringComparison.Ordinal).Replace('/', '.');
                if (match.Success && match.Groups[1].Value != expected)
                    wrong.Add($"{path}: {match.Groups[1].Value}, expected {expected}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Source_Always_IsFinished()
    {
        var wrong = Repository.Sources("src").Where(path => Unfinished().IsMatch(File.ReadAllText(path))).Select(Path.GetFileName);
        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"NotImplementedException|\bTODO\b|\bFIXME\b")]
    private static partial Regex Unfinished();
}
