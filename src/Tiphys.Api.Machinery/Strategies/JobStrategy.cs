using Tiphys.Api.Documents;
using Tiphys.Api.Machinery.Defaulting;

namespace Tiphys.Api.Machinery.Strategies;

/// <summary>A job's selector and its pods' labels, generated from its name and uid unless the client manages them.</summary>
internal static class JobStrategy
{
    private const string ControllerUid = "batch.kubernetes.io/controller-uid";

    public static void Create(DocObject job)
    {
        if (job.GetObject("spec") is not { } spec || spec.GetBool("manualSelector") == true)
            return;
        var unlabelled = IsUnlabelled(job, spec);
        var name = job.GetPath("metadata", "name") ?? "";
        var uid = job.GetPath("metadata", "uid") ?? "";
        var labels = spec.GetOrAddObject("template").GetOrAddObject("metadata").GetOrAddObject("labels");
        labels.SetIfMissing("job-name", name);
        labels.SetIfMissing("batch.kubernetes.io/job-name", name);
        labels.SetIfMissing("controller-uid", uid);
        labels.SetIfMissing(ControllerUid, uid);
        spec.GetOrAddObject("selector").GetOrAddObject("matchLabels").SetIfMissing(ControllerUid, uid);
        if (unlabelled)
            job.GetOrAddObject("metadata")["labels"] = labels.Clone();
    }

    // A job that was given no labels of its own carries those of its pods, the generated ones among them.
    private static bool IsUnlabelled(DocObject job, DocObject spec) => job.GetPath("metadata", "labels") is not DocObject { Count: > 0 } own
        || own.DeepEquals(spec.GetPath("template", "metadata", "labels"));
}
