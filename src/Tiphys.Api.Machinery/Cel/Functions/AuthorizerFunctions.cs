using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;
using Tiphys.Api.Machinery.Naming;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The Kubernetes authorizer library, selectors included.</summary>
public static class AuthorizerFunctions
{
    private const ulong CheckCost = 350_000;
    private const ulong RequirementCost = CallCost.ListCreation + CallCost.StructCreation;

    private static readonly CallCost SelectorCost = new(
        (arguments, in _) => EstimateSelector(CostRange.Exactly(CallCost.SizeOf(arguments[1]))).Max,
        call => new CallEstimate(EstimateSelector(call.Size(1)), null));

    /// <summary>The value of a variable of type <c>kubernetes.authorization.Authorizer</c>.</summary>
    public static CelValue ValueOf(ICelAuthorizer authorizer) => CelValue.From(new AuthorizerValue(LibraryTypes.Authorizer, authorizer, new CelAuthorizationCheck()));

    /// <summary>The value of a variable that asks about one resource: <c>authorizer.requestResource</c>.</summary>
    public static CelValue ValueOf(ICelAuthorizer authorizer, CelAuthorizationCheck resource) => CelValue.From(new AuthorizerValue(LibraryTypes.ResourceCheck, authorizer, resource));

    internal static void Declare(Declarations declare)
    {
        declare.Member("path", "authorizer, string -> pathcheck", a => Path(Value(a), a[1].AsString));
        declare.Member("group", "authorizer, string -> groupcheck", a => With(LibraryTypes.GroupCheck, a, (check, text) => check with { Group = text }));
        declare.Member("serviceAccount", "authorizer, string, string -> authorizer", a => ServiceAccount(Value(a), a[1].AsString, a[2].AsString));
        declare.Member("resource", "groupcheck, string -> resourcecheck", a => a[1].AsString.Trim().Length == 0
            ? CelValue.Error("resource must not be empty")
            : With(LibraryTypes.ResourceCheck, a, (check, text) => check with { Resource = text }));
        declare.Member("subresource", "resourcecheck, string -> resourcecheck", a => With(LibraryTypes.ResourceCheck, a, (check, text) => check with { Subresource = text }));
        declare.Member("namespace", "resourcecheck, string -> resourcecheck", a => With(LibraryTypes.ResourceCheck, a, (check, text) => check with { Namespace = text }));
        declare.Member("name", "resourcecheck, string -> resourcecheck", a => With(LibraryTypes.ResourceCheck, a, (check, text) => check with { Name = text }));
        declare.Member("fieldSelector", "resourcecheck, string -> resourcecheck", a => With(LibraryTypes.ResourceCheck, a, (check, text) => check with { FieldSelector = text }), SelectorCost);
        declare.Member("labelSelector", "resourcecheck, string -> resourcecheck", a => With(LibraryTypes.ResourceCheck, a, (check, text) => check with { LabelSelector = text }), SelectorCost);
        declare.Member("check", "pathcheck, string -> decision", a => Check(Value(a), a[1].AsString), CallCost.Fixed(CheckCost));
        declare.Member("check", "resourcecheck, string -> decision", a => Check(Value(a), a[1].AsString), CallCost.Fixed(CheckCost));
        declare.Member("errored", "decision -> bool", a => CelValue.From(Decision(a).Error is not null));
        declare.Member("error", "decision -> string", a => CelValue.From(Decision(a).Error ?? ""));
        declare.Member("allowed", "decision -> bool", a => CelValue.From(Decision(a).Allowed));
        declare.Member("reason", "decision -> string", a => CelValue.From(Decision(a).Reason));
    }

    private static CostRange EstimateSelector(CostRange length) =>
        CostRange.Exactly(CallCost.ListCreation) + (length * CallCost.TraversalFactor) + (length * 0.5 * RequirementCost);

    private static AuthorizerValue Value(ReadOnlySpan<CelValue> arguments) => (AuthorizerValue)arguments[0].AsObject;

    private static CelDecision Decision(ReadOnlySpan<CelValue> arguments) => ((DecisionValue)arguments[0].AsObject).Decision;

    private static CelValue With(CelType type, ReadOnlySpan<CelValue> arguments, Func<CelAuthorizationCheck, string, CelAuthorizationCheck> change)
    {
        var value = Value(arguments);
        return CelValue.From(new AuthorizerValue(type, value.Authorizer, change(value.Check, arguments[1].AsString)));
    }

    private static CelValue Path(AuthorizerValue value, string path) => path.Trim().Length == 0
        ? CelValue.Error("path must not be empty")
        : CelValue.From(new AuthorizerValue(LibraryTypes.PathCheck, value.Authorizer, value.Check with { Path = path }));

    private static CelValue ServiceAccount(AuthorizerValue value, string ns, string name)
    {
        if (NameFormats.Subdomain(name) is not null)
            return CelValue.Error("Invalid service account name");
        if (NameFormats.Label1123(ns) is not null)
            return CelValue.Error("Invalid service account namespace");
        return CelValue.From(new AuthorizerValue(LibraryTypes.Authorizer, value.Authorizer, value.Check with { ServiceAccountNamespace = ns, ServiceAccountName = name }));
    }

    private static CelValue Check(AuthorizerValue value, string verb) =>
        CelValue.From(new DecisionValue(value.Authorizer.Check(value.Check with { Verb = verb })));
}
