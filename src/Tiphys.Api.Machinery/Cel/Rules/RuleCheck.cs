using System.Globalization;
using Tiphys.Api.Documents;
using Tiphys.Api.Errors;
using Tiphys.Api.Machinery.Cel.Schemas;
using Tiphys.Api.Machinery.CustomResources;
using Tiphys.Api.Machinery.Fields;
using Tiphys.Api.Schemas;

namespace Tiphys.Api.Machinery.Cel.Rules;

/// <summary>
/// Goes through a schema that is being written and judges its rules. Keeps how often a node can occur at most: the
/// estimate of a rule is its cost times that.
/// </summary>
/// <param name="faults">What else is wrong with the schema; at a node with faults, or with faults inside it, no rule is compiled.</param>
/// <param name="compiles">False if the schema is not fit for types: then only the form of its rules is judged.</param>
internal sealed class RuleCheck(FieldPath path, IReadOnlyList<StatusCause> faults, bool compiles)
{
    private const int MostNamed = 4;
    private static readonly string[] Reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];
    private readonly List<StatusCause> _form = [];
    private readonly List<StatusCause> _programs = [];
    private readonly List<(FieldPath Path, ulong Cost)> _expensive = [];
    private ulong _total;

    public IReadOnlyList<StatusCause> Run(DocObject root)
    {
        Visit(root, path, DeclaredType.Of(StructuralSchemaReader.Read(root), isRoot: true), 1, null);
        if (_total <= CelLimits.EstimatePerSchema)
            return [.. _form, .. _programs];
        foreach (var (place, _) in _expensive.OrderByDescending(rule => rule.Cost).Take(MostNamed))
            _programs.Add(RuleErrors.Forbidden(place, "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema"));
        _programs.Add(RuleErrors.Forbidden(path, Excess("x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema", _total, CelLimits.EstimatePerSchema)));
        return [.. _form, .. _programs];
    }

    /// <param name="occurrences">How often the node can occur; null if nothing bounds it but the size of a request.</param>
    /// <param name="uncorrelatable">The list around the node whose elements cannot be told apart over time.</param>
    private void Visit(DocObject schema, FieldPath place, DeclaredType? type, ulong? occurrences, FieldPath? uncorrelatable)
    {
        var rules = CelRule.Of(schema);
        var before = _form.Count;
        foreach (var (name, child) in schema.GetObject("properties") ?? [])
        {
            if (child is DocObject property)
                Visit(property, place.Child("properties").Key(name), FieldType(type, name, property), occurrences, uncorrelatable);
        }

        if (schema.GetObject("additionalProperties") is { } values)
            Visit(values, place.Child("additionalProperties"), Inner(type, values), Times(occurrences, schema.GetInt64("maxProperties")), uncorrelatable);
        if (schema.GetObject("items") is { } items)
        {
            var isMap = schema.GetString("x-kubernetes-list-type") == "map";
            Visit(items, place.Child("items"), Inner(type, items), Times(occurrences, schema.GetInt64("maxItems")), isMap ? uncorrelatable : uncorrelatable ?? place);
        }

        VisitAllOf(schema, place, type, occurrences, uncorrelatable);
        if (rules.Count == 0)
            return;
        for (var i = 0; i < rules.Count; i++)
            CheckForm(rules[i], place.Child("x-kubernetes-validations").Index(i), type?.Schema ?? StructuralSchemaReader.Read(schema));
        if (compiles && _form.Count == before && type is not null && !HasFaults(place.ToString()))
            CheckPrograms(RuleCompiler.Compile(rules, type), place.Child("x-kubernetes-validations"), type, occurrences, uncorrelatable);
    }

    private bool HasFaults(string place) =>
        faults.Any(fault => fault.Field is { } field && field.StartsWith(place, StringComparison.Ordinal) && (field.Length == place.Length || field[place.Length] is '.' or '['));

    private void VisitAllOf(DocObject schema, FieldPath place, DeclaredType? type, ulong? occurrences, FieldPath? uncorrelatable)
    {
        var index = 0;
        foreach (var entry in schema.GetArray("allOf")?.Objects() ?? [])
            Visit(entry, place.Child("allOf").Index(index++), type, occurrences, uncorrelatable);
    }

    private static DeclaredType? FieldType(DeclaredType? outer, string name, DocObject property) =>
        outer is not null && FieldNames.Escape(name) is { } escaped && outer.Fields.TryGetValue(escaped, out var field)
            ? field.Type
            : Read(property);

    private static DeclaredType? Inner(DeclaredType? outer, DocObject schema) => outer?.Element ?? Read(schema);

    private static DeclaredType? Read(DocObject schema)
    {
        var read = StructuralSchemaReader.Read(schema);
        return DeclaredType.Of(read, read.EmbeddedResource);
    }

    private static ulong? Times(ulong? occurrences, long? most) =>
        occurrences is { } count && most is { } bound ? Costs.CostRange.Product(count, (ulong)Math.Max(bound, 0)) : null;

    private void CheckForm(CelRule rule, FieldPath place, Schema schema)
    {
        var message = rule.Message.Trim();
        if (rule.Rule.Trim().Length == 0)
            _form.Add(RuleErrors.Required(place.Child("rule"), "rule is not specified"));
        else if (rule.Message.Length > 0 && message.Length == 0)
            _form.Add(RuleErrors.Invalid(place.Child("message"), rule.Message, "must be non-empty if specified"));
        else if (HasLineBreak(message))
            _form.Add(RuleErrors.Invalid(place.Child("message"), rule.Message, "must not contain line breaks"));
        else if (HasLineBreak(rule.Rule.Trim()) && message.Length == 0)
            _form.Add(RuleErrors.Required(place.Child("message"), "message must be specified if rule contains line breaks"));
        if (rule.MessageExpression.Length > 0 && rule.MessageExpression.Trim().Length == 0)
            _form.Add(RuleErrors.Required(place.Child("messageExpression"), "messageExpression must be non-empty if specified"));
        if (rule.Reason is { } reason && !Reasons.Contains(reason))
            _form.Add(RuleErrors.NotSupported(place.Child("reason"), reason, Reasons));
        if (rule.FieldPath.Length > 0 && rule.FieldPath.Trim().Length == 0)
            _form.Add(RuleErrors.Invalid(place.Child("fieldPath"), rule.FieldPath, "must be non-empty if specified"));
        if (HasLineBreak(rule.FieldPath))
            _form.Add(RuleErrors.Invalid(place.Child("fieldPath"), rule.FieldPath, "must not contain line breaks"));
        if (rule.FieldPath.Length > 0 && !RuleFieldPath.TryNormalize(rule.FieldPath, schema, out _))
            _form.Add(RuleErrors.Invalid(place.Child("fieldPath"), rule.FieldPath, "must be a valid path"));
    }

    private void CheckPrograms(CompiledRule[] rules, FieldPath place, DeclaredType type, ulong? occurrences, FieldPath? uncorrelatable)
    {
        // Without a bound around it, a node occurs as often as its smallest form fits into a request.
        var times = occurrences ?? (ulong)(CelLimits.RequestBytes / (type.LeastSize + 1));
        for (var i = 0; i < rules.Length; i++)
        {
            var rule = rules[i];
            var at = place.Index(i);
            CheckCost(at.Child("rule"), "estimated rule cost", Costs.CostRange.Product(rule.MaxCost, times));
            if (rule.Error is not null)
                _programs.Add(RuleErrors.Invalid(at.Child("rule"), rule.Rule.Shown, rule.Error));
            if (rule.MessageError is not null)
                _programs.Add(RuleErrors.Invalid(at.Child("messageExpression"), rule.Rule.Shown, rule.MessageError));
            else if (rule.Message is not null)
                CheckCost(at.Child("messageExpression"), "estimated messageExpression cost", rule.MaxMessageCost);
            if (rule.UsesOldSelf && uncorrelatable is not null)
                _programs.Add(RuleErrors.Invalid(at.Child("rule"), rule.Rule.Rule, $"oldSelf cannot be used on the uncorrelatable portion of the schema within {uncorrelatable}"));
            else if (!rule.UsesOldSelf && rule.Rule.OptionalOldSelf is { } optional)
                _programs.Add(RuleErrors.Invalid(at.Child("optionalOldSelf"), optional, "may not be set if oldSelf is not used in rule"));
        }
    }

    private void CheckCost(FieldPath place, string what, ulong cost)
    {
        if (cost > CelLimits.EstimatePerRule)
            _programs.Add(RuleErrors.Forbidden(place, Excess(what, cost, CelLimits.EstimatePerRule)));
        _total = Costs.CostRange.Sum(_total, cost);
        if (cost >= CelLimits.EstimatePerSchema / 100)
            _expensive.Add((place, cost));
    }

    private static string Excess(string what, ulong cost, ulong limit)
    {
        var times = (double)cost / limit;
        var factor = times > 100 ? "more than 100x"
            : times < 1.5 ? times.ToString("F6", CultureInfo.InvariantCulture) + "x"
            : times.ToString("F1", CultureInfo.InvariantCulture) + "x";
        return $"{what} exceeds budget by factor of {factor} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)";
    }

    private static bool HasLineBreak(string text) => text.AsSpan().IndexOfAny('\n', '\r') >= 0;
}
