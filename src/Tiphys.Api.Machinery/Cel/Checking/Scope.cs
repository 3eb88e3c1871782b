using Tiphys.Api.Machinery.Cel.Functions;
using Tiphys.Api.Machinery.Cel.Types;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Checking;

/// <summary>The names that an expression may use, with those of the comprehensions around the current place.</summary>
internal sealed class Scope
{
    private readonly Dictionary<string, CelDeclaration> _variables;
    private readonly Func<string, CelType?> _types;
    private readonly List<CelDeclaration> _locals = [];

    public Scope(IReadOnlyList<CelVariable> variables, Func<string, CelType?> types)
    {
        _types = types;
        _variables = variables.Select((variable, slot) => new CelDeclaration(variable.Name, variable.Type, slot)).ToDictionary(found => found.Name, StringComparer.Ordinal);
        Slots = variables.Count;
    }

    /// <summary>How many values evaluation keeps at most.</summary>
    public int Slots { get; private set; }

    /// <summary>A name of a comprehension, seen until it is left.</summary>
    public int Enter(string name, CelType type)
    {
        _locals.Add(new CelDeclaration(name, type, Slots));
        return Slots++;
    }

    public void Leave(int count) => _locals.RemoveRange(_locals.Count - count, count);

    public CelDeclaration? Find(string name)
    {
        var isAbsolute = name.StartsWith('.');
        var plain = isAbsolute ? name[1..] : name;
        if (!isAbsolute && _locals.FindLast(local => local.Name == plain) is { } found)
            return found;
        if (_variables.TryGetValue(plain, out found))
            return found;
        return TypeNamed(plain) is { } type ? new CelDeclaration(plain, CelType.TypeOf(type), -1, CelValue.From(type)) : null;
    }

    public CelType? TypeNamed(string name) => _types(name) ?? (LibraryTypes.Named.TryGetValue(name, out var type) ? type : null);
}
