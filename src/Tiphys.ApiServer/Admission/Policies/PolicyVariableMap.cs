using Tiphys.Api.Machinery.Cel.Policies;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.ApiServer.Admission.Policies;

/// <summary>The value of <c>variables</c>: fields that are evaluated when they are read.</summary>
internal sealed class PolicyVariableMap(IReadOnlyDictionary<string, PolicyExpression> variables, Func<string, CelValue> evaluate) : CelMap
{
    public override int Count => variables.Count;

    public override bool TryGet(in CelValue key, out CelValue value)
    {
        value = default;
        return key.Kind == CelKind.String && TryGetField(key.AsString, out value);
    }

    public override bool TryGetField(string name, out CelValue value)
    {
        var isThere = variables.ContainsKey(name);
        value = isThere ? evaluate(name) : default;
        return isThere;
    }

    public override CelValue[] Keys() => [.. variables.Keys.Select(CelValue.From)];
}
