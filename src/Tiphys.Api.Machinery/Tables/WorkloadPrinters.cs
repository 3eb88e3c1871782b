using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>What keeps pods running.</summary>
internal static class WorkloadPrinters
{
    private static readonly TablePrinter Replicas = new(
        TableColumn.Parse("Name|Desired#|Current#|Ready#|Age|Containers+|Images+|Selector+"),
        row => ReplicaCells(row, row.Selector("spec", "selector")));

    public static readonly Dictionary<(string, string), TablePrinter> All = new()
    {
        [("apps", "ReplicaSet")] = Replicas,
        [("", "ReplicationController")] = new([.. Replicas.Columns], row => ReplicaCells(row, row.Labels("spec", "selector"))),
        [("apps", "Deployment")] = new(TableColumn.Parse("Name|Ready|Up-to-date|Available|Age|Containers+|Images+|Selector+"), Deployment),
        [("apps", "StatefulSet")] = new(TableColumn.Parse("Name|Ready|Age|Containers+|Images+"), StatefulSet),
        [("apps", "DaemonSet")] = new(
            TableColumn.Parse("Name|Desired#|Current#|Ready#|Up-to-date#|Available#|Node Selector|Age|Containers+|Images+|Selector+"),
            DaemonSet),
        [("batch", "Job")] = new(TableColumn.Parse("Name|Status|Completions|Duration|Age|Containers+|Images+|Selector+"), Job),
        [("batch", "CronJob")] = new(
            TableColumn.Parse("Name|Schedule|Timezone|Suspend?|Active#|Last Schedule|Age|Containers+|Images+|Selector+"),
            CronJob),
        [("apps", "ControllerRevision")] = new(TableColumn.Parse("Name|Controller|Revision|Age"), ControllerRevision),
    };

    private static IEnumerable<DocNode> ReplicaCells(RowSource row, string selector)
    {
        var (names, images) = row.Containers("spec", "template", "spec", "containers");
        return
        [
            row.Name, row.Number("spec", "replicas"), row.Number("status", "replicas"), row.Number("status", "readyReplicas"), row.Age, names, images, selector,
        ];
    }

    private static IEnumerable<DocNode> Deployment(RowSource row)
    {
        var (names, images) = row.Containers("spec", "template", "spec", "containers");
        return
        [
            row.Name,
            $"{row.Number("status", "readyReplicas")}/{row.Number("spec", "replicas")}",
            row.Number("status", "updatedReplicas"),
            row.Number("status", "availableReplicas"),
            row.Age,
            names,
            images,
            row.Selector("spec", "selector"),
        ];
    }

    private static IEnumerable<DocNode> StatefulSet(RowSource row)
    {
        var (names, images) = row.Containers("spec", "template", "spec", "containers");
        return [row.Name, $"{row.Number("status", "readyReplicas")}/{row.Number("spec", "replicas")}", row.Age, names, images];
    }

    private static IEnumerable<DocNode> DaemonSet(RowSource row)
    {
        var (names, images) = row.Containers("spec", "template", "spec", "containers");
        return
        [
            row.Name,
            row.Number("status", "desiredNumberScheduled"),
            row.Number("status", "currentNumberScheduled"),
            row.Number("status", "numberReady"),
            row.Number("status", "updatedNumberScheduled"),
            row.Number("status", "numberAvailable"),
            row.Labels("spec", "template", "spec", "nodeSelector"),
            row.Age,
            names,
            images,
            row.Selector("spec", "selector"),
        ];
    }

    private static IEnumerable<DocNode> Job(RowSource row)
    {
        var (names, images) = row.Containers("spec", "template", "spec", "containers");
        return [row.Name, JobStatus(row), Completions(row), JobDuration(row), row.Age, names, images, row.Selector("spec", "selector")];
    }

    private static string JobStatus(RowSource row)
    {
        var conditions = row.Objects("status", "conditions").Where(c => c.GetString("status") == "True").Select(c => c.GetString("type")).ToHashSet();
        return conditions.Contains("Complete") ? "Complete"
            : conditions.Contains("Failed") ? "Failed"
            : row.IsDeleting ? "Terminating"
            : conditions.Contains("Suspended") ? "Suspended"
            : conditions.Contains("FailureTarget") ? "FailureTarget"
            : conditions.Contains("SuccessCriteriaMet") ? "SuccessCriteriaMet"
            : "Running";
    }

    private static string Completions(RowSource row)
    {
        var succeeded = row.Number("status", "succeeded");
        if (row.Document.GetPath("spec", "completions") is DocNumber)
            return $"{succeeded}/{row.Number("spec", "completions")}";
        var parallelism = row.Number("spec", "parallelism");
        return parallelism > 1 ? $"{succeeded}/1 of {parallelism}" : $"{succeeded}/1";
    }

    private static string JobDuration(RowSource row)
    {
        if (RowSource.TimeOf(row.Document.GetPath("status", "startTime")) is not { } start)
            return "";
        return ShortDuration.Format((RowSource.TimeOf(row.Document.GetPath("status", "completionTime")) ?? row.Now) - start);
    }

    private static IEnumerable<DocNode> CronJob(RowSource row)
    {
        var (names, images) = row.Containers("spec", "jobTemplate", "spec", "template", "spec", "containers");
        var last = row.Document.GetPath("status", "lastScheduleTime");
        return
        [
            row.Name,
            row.Text("spec", "schedule"),
            row.TextOr(RowSource.None, "spec", "timeZone"),
            row.Flag("spec", "suspend") ? "True" : "False",
            row.Count("status", "active"),
            last is DocString ? row.Since(last) : RowSource.None,
            row.Age,
            names,
            images,
            row.Selector("spec", "jobTemplate", "spec", "selector"),
        ];
    }

    private static IEnumerable<DocNode> ControllerRevision(RowSource row)
    {
        var owner = row.Objects("metadata", "ownerReferences").FirstOrDefault(reference => reference.GetBool("controller") == true);
        return [row.Name, owner is null ? RowSource.None : OwnerName(owner), row.Number("revision"), row.Age];
    }

    private static string OwnerName(DocObject owner)
    {
        var version = owner.GetString("apiVersion") ?? "";
        var slash = version.IndexOf('/');
        var group = slash < 0 ? "" : "." + version[..slash];
        return $"{owner.GetString("kind")?.ToLowerInvariant()}{group}/{owner.GetString("name")}";
    }
}
