using System.Collections.Frozen;
using Tiphys.Api.Machinery.Cel.Costs;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The functions that expressions may call.</summary>
internal sealed class FunctionTable
{
    private readonly FrozenDictionary<string, CelOverload[]> _functions;

    private FunctionTable(IEnumerable<CelOverload> overloads) =>
        _functions = overloads.GroupBy(overload => overload.Function).ToFrozenDictionary(group => group.Key, group => group.ToArray());

    /// <summary>The standard library and the libraries that Kubernetes 1.36 gives to every expression.</summary>
    public static FunctionTable Kubernetes { get; } = Build(
        StandardOperators.Declare,
        StandardComparisons.Declare,
        StandardConversions.Declare,
        StandardText.Declare,
        StandardTime.Declare,
        OptionalFunctions.Declare,
        StringFunctions.Declare,
        FormatFunctions.Declare,
        ListFunctions.Declare,
        SortingFunctions.Declare,
        SetFunctions.Declare,
        RegexFunctions.Declare,
        UrlFunctions.Declare,
        IpFunctions.Declare,
        CidrFunctions.Declare,
        QuantityFunctions.Declare,
        SemverFunctions.Declare,
        NamedFormatFunctions.Declare,
        AuthorizerFunctions.Declare);

    /// <summary><see cref="Kubernetes"/> and what mutations have besides.</summary>
    public static FunctionTable Mutation { get; } = new(Kubernetes._functions.Values.SelectMany(overloads => overloads).Concat(Collect(MutationFunctions.Declare)));

    /// <summary>All overloads of a function, in the order in which they are tried; empty if there is none of that name.</summary>
    public IReadOnlyList<CelOverload> Find(string name) => _functions.TryGetValue(name, out var found) ? found : [];

    private static FunctionTable Build(params Action<Declarations>[] libraries) => new(Collect(libraries));

    private static List<CelOverload> Collect(params Action<Declarations>[] libraries)
    {
        var overloads = new List<CelOverload>(400);
        foreach (var declare in libraries)
            declare(new Declarations(overloads, CallCost.Unit));
        return overloads;
    }
}
