namespace Tiphys.Api.Machinery.Cel.Types;

/// <summary>What is known about type variables while an expression is checked, and whether one type fits another under it.</summary>
internal sealed class TypeUnifier
{
    private Dictionary<string, CelType> _known = [];
    private int _fresh;

    public CelType NewVariable() => CelType.Variable($"_var{_fresh++}");

    /// <summary>Whether every type fits its partner; what is learnt about variables is kept only if all do.</summary>
    public bool TryFit(IReadOnlyList<CelType> left, IReadOnlyList<CelType> right)
    {
        var before = _known;
        _known = new(_known);
        if (FitAll(left, right))
            return true;
        _known = before;
        return false;
    }

    public bool TryFit(CelType left, CelType right) => TryFit([left], [right]);

    /// <summary>The type with every known variable replaced.</summary>
    /// <param name="freeToDyn">Variables of which nothing is known become dyn.</param>
    public CelType Resolve(CelType type, bool freeToDyn)
    {
        if (type.Kind == CelTypeKind.Variable)
            return _known.TryGetValue(type.Name, out var known) ? Resolve(known, freeToDyn) : freeToDyn ? CelType.Dyn : type;
        if (type.Parameters.Count == 0)
            return type;
        return type.With([.. type.Parameters.Select(parameter => Resolve(parameter, freeToDyn))]);
    }

    /// <summary>Of two types that fit, the one that says less.</summary>
    public static CelType MoreGeneral(CelType left, CelType right) => SaysNoMore(left, right) ? left : right;

    /// <summary>Replaces the variables of an overload by new ones.</summary>
    public CelType Instantiate(CelType type, Dictionary<string, CelType> variables)
    {
        if (type.Kind == CelTypeKind.Variable)
        {
            if (!variables.TryGetValue(type.Name, out var made))
                variables[type.Name] = made = NewVariable();
            return made;
        }

        return type.Parameters.Count == 0 ? type : type.With([.. type.Parameters.Select(parameter => Instantiate(parameter, variables))]);
    }

    private static bool SaysNoMore(CelType left, CelType right)
    {
        if (left.Kind is CelTypeKind.Dyn or CelTypeKind.Variable)
            return true;
        if (right.Kind is CelTypeKind.Dyn or CelTypeKind.Variable || left.Kind != right.Kind)
            return false;
        if (left.Kind == CelTypeKind.Type)
            return true;
        if (left.Parameters.Count == 0)
            return left.Equals(right);
        return left.Name == right.Name && left.Parameters.Count == right.Parameters.Count
            && left.Parameters.Zip(right.Parameters).All(pair => SaysNoMore(pair.First, pair.Second));
    }

    private bool FitAll(IReadOnlyList<CelType> left, IReadOnlyList<CelType> right)
    {
        if (left.Count != right.Count)
            return false;
        for (var i = 0; i < left.Count; i++)
        {
            if (!Fit(left[i], right[i]))
                return false;
        }

        return true;
    }

    private bool Fit(CelType left, CelType right)
    {
        if (right.Kind == CelTypeKind.Variable)
        {
            if (Bind(right, left, out var hadValue))
                return true;
            if (hadValue)
                return false;
        }

        if (left.Kind == CelTypeKind.Variable)
            return Bind(left, right, out _);
        if (left.IsDynOrError || right.IsDynOrError)
            return true;
        if (left.Kind == CelTypeKind.Null || right.Kind == CelTypeKind.Null)
            return IsNullable(left.Kind == CelTypeKind.Null ? right : left);
        return left.Kind switch
        {
            CelTypeKind.Type => right.Kind == CelTypeKind.Type,
            CelTypeKind.List or CelTypeKind.Map or CelTypeKind.Opaque =>
                left.Kind == right.Kind && left.Name == right.Name && FitAll(left.Parameters, right.Parameters),
            _ => left.Equals(right),
        };
    }

    private static bool IsNullable(CelType type) => type.Kind is CelTypeKind.Null or CelTypeKind.Opaque or CelTypeKind.Struct or CelTypeKind.Duration or CelTypeKind.Timestamp;

    private bool Bind(CelType variable, CelType type, out bool hadValue)
    {
        hadValue = true;
        if (variable.Equals(type))
            return true;
        if (_known.TryGetValue(variable.Name, out var known))
        {
            if (type.Equals(known))
                return true;
            if (!Fit(type, known))
                return false;
            var general = MoreGeneral(type, known);
            if (!Mentions(general, variable))
                _known[variable.Name] = general;
            return true;
        }

        hadValue = false;
        if (Mentions(type, variable))
            return false;
        _known[variable.Name] = type;
        return true;
    }

    private bool Mentions(CelType within, CelType variable)
    {
        if (within.Equals(variable))
            return true;
        if (within.Kind == CelTypeKind.Variable)
            return _known.TryGetValue(within.Name, out var known) && Mentions(known, variable);
        return within.Parameters.Any(parameter => Mentions(parameter, variable));
    }
}
