namespace Tiphys.Architecture.Tests;

/// <summary>The direction of knowledge: who may refer to whom. docs/architecture.md shows the same table.</summary>
public sealed class KnowledgeTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Primitives"] = [],
        ["Api"] = ["Primitives"],
        ["Api.Machinery"] = ["Api", "Primitives"],
        ["Storage"] = ["Primitives"],
        ["ApiServer"] = ["Api.Machinery", "Storage", "Api", "Primitives"],
        ["Client"] = ["Api", "Primitives"],
        ["Scheduler"] = ["Client", "Api", "Primitives"],
        ["Controllers"] = ["Client", "Api", "Primitives"],
        ["Node"] = ["Client", "Api", "Primitives"],
        ["Network"] = ["Client", "Api", "Primitives"],
        ["Observability"] = ["Client", "Api", "Primitives"],
        ["Registry"] = ["Primitives"],
        ["Dashboard"] = ["Client", "Api", "Primitives"],
        ["Cli"] = ["Client", "Api", "Primitives"],
    };

    [Fact]
    public void Project_Always_RefersOnlyToWhatItMayKnow()
    {
        var wrong = Repository.Projects
            .Where(project => Allowed.ContainsKey(Repository.ShortName(project)))
            .SelectMany(project => Repository.References(project).Except(Allowed[Repository.ShortName(project)]).Select(reference => $"{Repository.ShortName(project)} -> {reference}"));
        Assert.Empty(wrong);
    }

    [Fact]
    public void Project_Always_HasARuleOrIsACompositionRoot()
    {
        string[] roots = ["Host", "Testing"];
        Assert.Empty(Repository.Projects.Select(Repository.ShortName).Except(Allowed.Keys).Except(roots));
    }

    [Fact]
    public void Project_Always_HasOnlyHostAndTestingKnowAdapters()
    {
        var knowers = Repository.Projects.Where(project => Repository.References(project).Contains("ApiServer")).Select(Repository.ShortName);
        Assert.Empty(knowers.Except(["Host", "Testing"]));
    }
}
