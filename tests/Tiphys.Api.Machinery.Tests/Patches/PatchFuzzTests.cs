using CsCheck;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Patches;
using Tiphys.Api.Machinery.Tests.Schemas;

namespace Tiphys.Api.Machinery.Tests.Patches;

public sealed class PatchFuzzTests
{
    private static readonly Gen<string> Scalar = Pick("null", "1", "true", "'a'", "'one'", "'delete'", "'replace'", "[]", "{}");

    private static readonly Gen<string> Name = Pick(
        "spec", "containers", "name", "metadata", "finalizers", "labels", "volumes", "$patch", "$retainKeys", "$setElementOrder/containers",
        "$deleteFromPrimitiveList/finalizers", "op", "path", "from", "value");

    private static readonly Gen<string> Value = Gen.Recursive<string>((depth, inner) => depth > 4
        ? Scalar
        : Gen.OneOf(
            Scalar,
            Gen.Select(Name, inner).Array[0, 4].Select(members => "{" + string.Join(',', members.DistinctBy(m => m.Item1).Select(m => $"'{m.Item1}':{m.Item2}")) + "}"),
            inner.Array[0, 3].Select(items => "[" + string.Join(',', items) + "]")));

    private static Gen<string> Pick(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    [Fact]
    public void Apply_AnyPatch_AppliesOrIsRefused() => Gen.Select(Value, Value, Gen.Int[0, 2]).Sample((document, patch, kind) =>
    {
        if (Json.Node(document) is not Tiphys.Api.Documents.DocObject target)
            return;
        try
        {
            Patch.Apply((PatchKind)kind, target, Json.Bytes(patch), SmallPod.Resource);
        }
        catch (ApiException e)
        {
            Assert.True(e.Code is >= 400 and < 500 || (e.Code == 500 && e.Reason.Length == 0), e.Message);
        }
    });
}
