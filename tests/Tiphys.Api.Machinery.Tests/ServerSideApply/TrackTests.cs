using CsCheck;
using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.ServerSideApply;
using Tiphys.Api.Machinery.Tests.Schemas;
using Tiphys.Api.Resources;

namespace Tiphys.Api.Machinery.Tests.ServerSideApply;

public sealed class TrackTests
{
    private const string Pod = "{'apiVersion':'v1','kind':'Pod','metadata':{'name':'p','labels':{'a':'b'}},'spec':{'containers':[{'name':'c','image':'i'}]}}";

    private static ResourceInfo Pods => Golden.ResourceOf(Json.Object(Pod));

    [Fact]
    public void Track_Create_OwnsFieldsButNotTheShell()
    {
        var session = new ApplySession(Pods);
        session.Patch("kubectl-run", Pod);
        var fields = session.FieldsOf("kubectl-run")!;
        Assert.StartsWith("{\"f:metadata\":{\"f:labels\":{\".\":{},\"f:a\":{}}},\"f:spec\":{\"f:containers\":{\"k:{\\\"name\\\":\\\"c\\\"}\":{\".\":{},", fields, StringComparison.Ordinal);
        Assert.DoesNotContain("f:uid", fields, StringComparison.Ordinal);
        Assert.DoesNotContain("f:status", fields, StringComparison.Ordinal);
    }

    [Fact]
    public void Track_Status_HasItsOwnEntryAndLeavesSpecAlone()
    {
        var session = new ApplySession(Pods);
        session.Patch("a", Pod);
        session.Patch("kubelet", "{'spec':{'nodeName':'x'},'status':{'phase':'Running'}}", "status");
        var entry = session.ManagedFields.Objects().Single(item => item.GetString("manager") == "kubelet");
        Assert.Equal("status", entry.GetString("subresource"));
        Assert.Equal("{\"f:status\":{\"f:phase\":{}}}", entry["fieldsV1"]!.ToString());
    }

    [Fact]
    public void Track_ChangedField_MovesToWhoChangedIt()
    {
        var session = new ApplySession(Pods);
        session.Patch("a", Pod);
        session.Patch("b", "{'metadata':{'labels':{'a':'c'}}}");
        Assert.Equal("{\"f:metadata\":{\"f:labels\":{\"f:a\":{}}}}", session.FieldsOf("b"));
        Assert.DoesNotContain("f:a\":{}", session.FieldsOf("a")!.Split("f:spec")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Track_NothingChanged_KeepsTheNode()
    {
        var session = new ApplySession(Pods);
        session.Patch("a", Pod);
        var before = session.Live!.GetPath("metadata", "managedFields");
        var same = session.Live.Clone();
        FieldManager.Track(Pods, "", session.Live, same, "b", DateTimeOffset.UnixEpoch);
        Assert.Same(before, same.GetPath("metadata", "managedFields"));
    }

    [Theory]
    [InlineData("[{}]")]
    [InlineData("[]")]
    public void Track_ResetEntries_ForgetsEveryone(string entries)
    {
        var session = new ApplySession(Pods);
        session.Patch("a", Pod);
        session.Patch("a", $"{{'metadata':{{'managedFields':{entries}}}}}");
        Assert.Empty(session.ManagedFields);
    }

    [Fact]
    public void Track_ManyUpdaters_FoldsTheOldest()
    {
        var session = new ApplySession(Golden.ResourceOf(Json.Object("{'apiVersion':'v1','kind':'ConfigMap'}")));
        session.Patch("m0", "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c'},'data':{'k0':'v'}}");
        for (var i = 1; i < 14; i++)
            session.Patch($"m{i}", $"{{'data':{{'k{i}':'v'}}}}");
        Assert.Equal(10, session.ManagedFields.Count);
        Assert.Equal("{\"f:data\":{\".\":{},\"f:k0\":{},\"f:k1\":{},\"f:k2\":{},\"f:k3\":{},\"f:k4\":{}}}", session.FieldsOf("ancient-changes"));
    }

    [Theory]
    [InlineData("kubectl", "x/1", "kubectl")]
    [InlineData("", "kubectl/v1.36 (linux)", "kubectl")]
    [InlineData(null, "", "unknown")]
    public void NameOf_ParameterThenAgent_NamesTheManager(string? parameter, string agent, string expected) =>
        Assert.Equal(expected, FieldManager.NameOf(parameter, agent));

    [Fact]
    public void Codec_WhatWasWritten_ReadsBackTheSame() => Gen.Int[0, 4].List[1, 4].List[0, 12].Sample(paths =>
    {
        string[] steps = ["f:a", "f:b", "k:{\"name\":\"x\"}", "v:\"y\"", "i:3"];
        var set = new FieldSet();
        foreach (var path in paths)
            set.Insert([.. path.Select(i => steps[i])]);
        var written = FieldSetCodec.Write(set);
        Assert.Equal(written.ToString(), FieldSetCodec.Write(FieldSetCodec.Read(DocReader.ParseObject(written.ToUtf8()))).ToString());
        Assert.True(set.Except(set).IsEmpty);
        Assert.Equal(written.ToString(), FieldSetCodec.Write(set.Union(set).Intersect(set)).ToString());
    });
}
