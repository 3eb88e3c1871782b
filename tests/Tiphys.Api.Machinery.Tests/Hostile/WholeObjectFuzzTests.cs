using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Defaulting;
using Tiphys.Api.Machinery.Patches;
using Tiphys.Api.Machinery.ServerSideApply;
using Tiphys.Api.Machinery.Strategies;
using Tiphys.Api.Machinery.Strictness;
using Tiphys.Api.Machinery.Tables;
using Tiphys.Api.Machinery.Validation;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Tests.Hostile;

/// <summary>Every built-in kind, full of nonsense, through all that a write and a table do to it: taken or refused, never a failure.</summary>
public sealed class WholeObjectFuzzTests
{
    /// <summary>FUZZ_ROUNDS makes a longer run of it.</summary>
    private static int Rounds => int.TryParse(Environment.GetEnvironmentVariable("FUZZ_ROUNDS"), out var rounds) ? rounds : 40;

    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Object_OfEveryKind_IsTakenOrRefused()
    {
        var failures = new SortedDictionary<string, string>();
        var (read, all) = (0, 0);
        foreach (var resource in ResourceCatalog.BuiltIn.All.Where(resource => resource.Schema.Fields.Count > 0))
        {
            var objects = new HostileObjects(new Random(resource.Kind.Length * 31 + Rounds));
            for (var round = 0; round < Rounds; round++, all++)
                read += Pass(resource, objects.Make(resource), objects.Make(resource), failures) ? 1 : 0;
        }

        Assert.True(read > all / 4, $"only {read} of {all} could be read: the test looks at too little");
        Assert.True(failures.Count == 0, $"{failures.Count} failures:\n{string.Join('\n', failures.Take(30).Select(failure => $"{failure.Key}\n    {failure.Value}"))}");
    }

    /// <returns>True if both could be read, so that all the rest was tried.</returns>
    private static bool Pass(ResourceInfo resource, DocObject first, DocObject second, SortedDictionary<string, string> failures)
    {
        var isGood = Try("fit", () => Prepare(resource, first)) & Try("fit", () => Prepare(resource, second));
        if (!isGood)
            return false;
        Try("track", () => FieldManager.Track(resource, "", null, first, "one", Now));
        Try("create", () =>
        {
            UpdateStrategy.PrepareCreate(resource, first);
            ObjectValidator.ValidateCreate(resource, first);
        });
        Try("print", () => TableDocument.Row(TablePrinter.For(resource), first, Now));
        Try("update", () =>
        {
            var updated = second.Clone();
            FieldManager.Track(resource, "", first, updated, "two", Now);
            UpdateStrategy.PrepareUpdate(resource, "", updated, first);
            ObjectValidator.ValidateUpdate(resource, "", updated, first);
        });
        foreach (var subresource in resource.Subresources.Select(sub => sub.Name).Where(name => name is "status" or "ephemeralcontainers" or "resize"))
        {
            Try(subresource, () =>
            {
                var updated = second.Clone();
                UpdateStrategy.PrepareUpdate(resource, subresource, updated, first);
                ObjectValidator.ValidateUpdate(resource, subresource, updated, first);
            });
        }

        Try("apply", () => FieldManager.Apply(resource, "", first, second, "three", true, Now));
        Try("strategic", () => StrategicMergePatch.Apply(first, second, resource.Schema));
        Try("merge", () => JsonMergePatch.Apply(first, second));
        return true;

        bool Try(string what, Action act)
        {
            try
            {
                act();
                return true;
            }
            catch (ApiException refusal) when (refusal.Code is >= 400 and < 500 || (what == "strategic" && refusal is { Code: 500, Reason: "" }))
            {
                return false;
            }
            catch (Exception failure)
            {
                var at = failure.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("at Tiphys.Api"))?.Trim() ?? "";
                failures.TryAdd($"{what} {failure.GetType().Name} {at[..Math.Min(at.Length, 160)]}", $"{resource.Kind}: {failure.Message}");
                return false;
            }
        }
    }

    private static void Prepare(ResourceInfo resource, DocObject document)
    {
        SchemaFit.Fit(resource, document);
        Defaulter.Apply(resource, document);
    }
}
