using Tiphys.Api.Machinery.Selectors;

namespace Tiphys.Api.Machinery.Tables;

/// <summary>Admission webhooks and policies.</summary>
internal static class AdmissionPrinters
{
    private const string Group = "admissionregistration.k8s.io";

    private static readonly TablePrinter Webhooks = new(TableColumn.Parse("Name|Webhooks#|Age"), row => [row.Name, row.Count("webhooks"), row.Age]);

    private static readonly TablePrinter Binding = new(
        TableColumn.Parse("Name|PolicyName|ParamRef|Age"),
        row => [row.Name, row.Text("spec", "policyName"), Parameter(row), row.Age]);

    public static readonly Dictionary<(string, string), TablePrinter> All = new()
    {
        [(Group, "ValidatingWebhookConfiguration")] = Webhooks,
        [(Group, "MutatingWebhookConfiguration")] = Webhooks,
        [(Group, "ValidatingAdmissionPolicyBinding")] = Binding,
        [(Group, "MutatingAdmissionPolicyBinding")] = Binding,
        [(Group, "ValidatingAdmissionPolicy")] = new(
            TableColumn.Parse("Name|Validations#|ParamKind|Age"),
            row => [row.Name, row.Count("spec", "validations"), ParameterKind(row), row.Age]),
        [(Group, "MutatingAdmissionPolicy")] = new(
            TableColumn.Parse("Name|Mutations#|ParamKind|Age"),
            row => [row.Name, row.Count("spec", "mutations"), ParameterKind(row), row.Age]),
    };

    private static string ParameterKind(RowSource row) => row.Spec?.GetObject("paramKind") is { } kind
        ? $"{kind.GetString("apiVersion")}/{kind.GetString("kind")}"
        : RowSource.Unset;

    private static string Parameter(RowSource row)
    {
        if (row.Spec?.GetObject("paramRef") is not { } reference)
            return RowSource.Unset;
        if (reference.GetString("name") is { Length: > 0 } name)
            return $"{(reference.GetString("namespace") is { Length: > 0 } @namespace ? @namespace : "*")}/{name}";
        return reference.GetObject("selector") is { } selector ? LabelSelector.FromObject(selector).ToString() : RowSource.Unset;
    }
}
