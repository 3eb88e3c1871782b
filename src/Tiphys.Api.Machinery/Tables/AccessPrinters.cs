using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>Role bindings and certificate requests.</summary>
internal static class AccessPrinters
{
    private static readonly TablePrinter Binding = new(TableColumn.Parse("Name|Role|Age|Users+|Groups+|ServiceAccounts+"), row =>
    [
        row.Name, $"{row.Text("roleRef", "kind")}/{row.Text("roleRef", "name")}", row.Age, Subjects(row, "User"), Subjects(row, "Group"),
        Subjects(row, "ServiceAccount"),
    ]);

    public static readonly Dictionary<(string, string), TablePrinter> All = new()
    {
        [("rbac.authorization.k8s.io", "RoleBinding")] = Binding,
        [("rbac.authorization.k8s.io", "ClusterRoleBinding")] = Binding,
        [("certificates.k8s.io", "CertificateSigningRequest")] = new(
            TableColumn.Parse("Name|Age|SignerName|Requestor|RequestedDuration|Condition"),
            Request),
    };

    private static string Subjects(RowSource row, string kind) => string.Join(", ", row.Objects("subjects")
        .Where(subject => subject.GetString("kind") == kind)
        .Select(subject => kind == "ServiceAccount" && subject.GetString("namespace") is { Length: > 0 } @namespace
            ? $"{@namespace}/{subject.GetString("name")}"
            : subject.GetString("name")));

    private static IEnumerable<DocNode> Request(RowSource row)
    {
        var duration = row.Document.GetPath("spec", "expirationSeconds") is DocNumber
            ? ShortDuration.Format(TimeSpan.FromSeconds(row.Number("spec", "expirationSeconds")))
            : RowSource.None;
        return [row.Name, row.Age, row.TextOr(RowSource.None, "spec", "signerName"), row.Text("spec", "username"), duration, RequestCondition(row)];
    }

    private static string RequestCondition(RowSource row)
    {
        var types = row.Objects("status", "conditions").Select(condition => condition.GetString("type")).ToHashSet();
        var text = types.Contains("Denied") ? "Denied" : types.Contains("Approved") ? "Approved" : "Pending";
        if (types.Contains("Failed"))
            text += ",Failed";
        return row.Text("status", "certificate").Length > 0 ? text + ",Issued" : text;
    }
}
