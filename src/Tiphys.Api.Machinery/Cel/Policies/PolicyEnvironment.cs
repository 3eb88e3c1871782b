using Tiphys.Api.Machinery.Cel.Types;

namespace Tiphys.Api.Machinery.Cel.Policies;

/// <summary>
/// The environment of a policy's expressions. A policy's own variables are added one after the other: each can use those
/// before it. Not safe for concurrent use while variables are added.
/// </summary>
public sealed class PolicyEnvironment
{
    private readonly List<CelVariable> _declared;
    private readonly Dictionary<string, CelType> _variables = new(StringComparer.Ordinal);
    private readonly bool _hasVariables;
    private readonly CelEnvironment _base;

    /// <param name="hasParams">The policy has a paramKind.</param>
    /// <param name="hasVariables">False for match conditions of webhooks, which have none.</param>
    /// <param name="isMutation">Objects and JSON patches can be written.</param>
    /// <param name="objectType">The type of object and oldObject; dyn unless a policy is only checked.</param>
    /// <param name="paramsType">The type of params; likewise.</param>
    public PolicyEnvironment(bool hasParams, bool hasAuthorizer = true, bool hasVariables = true, bool isMutation = false, CelType? objectType = null, CelType? paramsType = null)
    {
        _declared =
        [
            new(PolicyVariable.Object, objectType ?? CelType.Dyn),
            new(PolicyVariable.OldObject, objectType ?? CelType.Dyn),
            new(PolicyVariable.NamespaceObject, PolicyTypes.Namespace),
            new(PolicyVariable.Request, PolicyTypes.Request),
        ];
        if (hasParams)
            _declared.Add(new(PolicyVariable.Params, paramsType ?? CelType.Dyn));
        if (hasAuthorizer)
        {
            _declared.Add(new(PolicyVariable.Authorizer, CelEnvironment.AuthorizerType));
            _declared.Add(new(PolicyVariable.RequestResource, CelEnvironment.ResourceCheckType));
        }

        _hasVariables = hasVariables;
        if (hasVariables)
            _declared.Add(new(PolicyVariable.Variables, CelType.Struct("kubernetes.variables", _variables.GetValueOrDefault)));
        _base = isMutation ? CelEnvironment.ForMutation(_declared) : new CelEnvironment(_declared);
    }

    /// <summary>Compiles an expression.</summary>
    /// <param name="allowed">The types that its result may have; none for any.</param>
    public PolicyExpression Compile(string expression, params ReadOnlySpan<CelType> allowed)
    {
        var names = _declared.ConvertAll(variable => variable.Name);
        var outcome = _base.Compile(expression);
        if (outcome.Program is not { } program)
            return new PolicyExpression(expression, names, null, outcome.Failure);
        if (allowed.IsEmpty)
            return new PolicyExpression(expression, names, program, null);
        foreach (var type in allowed)
        {
            if (type.Equals(program.ResultType) || type.Kind == CelTypeKind.Dyn)
                return new PolicyExpression(expression, names, program, null);
        }

        var wanted = allowed.Length == 1 ? $"must evaluate to {allowed[0].Name}" : $"must evaluate to one of [{string.Join(' ', allowed.ToArray().Select(type => type.Name))}]";
        return new PolicyExpression(expression, names, null, allowed.Length == 1 ? wanted : $"{wanted} but got {program.ResultType}");
    }

    /// <summary>Compiles a variable of the policy and lets later expressions use it.</summary>
    public PolicyExpression AddVariable(string name, string expression)
    {
        if (!_hasVariables)
            throw new InvalidOperationException("the environment has no variables");
        var compiled = Compile(expression);
        // One that does not compile still has a name: using it fails when it is evaluated.
        _variables[name] = compiled.Program?.ResultType ?? CelType.Dyn;
        return compiled;
    }
}
