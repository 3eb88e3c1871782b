using Tiphys.Api.Machinery.Cel.Costs;
using Tiphys.Api.Machinery.Cel.Values;

namespace Tiphys.Api.Machinery.Cel.Functions;

/// <summary>The Kubernetes semver library, version 1.</summary>
internal static class SemverFunctions
{
    public static void Declare(Declarations declare)
    {
        declare.Global("semver", "string -> semver", a => Parse(a[0].AsString, normalize: false), TextCosts.ParseFirst);
        declare.Global("semver", "string, bool -> semver", a => Parse(a[0].AsString, a[1].IsTrue), TextCosts.ParseFirst);
        declare.Global("isSemver", "string -> bool", a => CelValue.From(!Parse(a[0].AsString, normalize: false).IsError), TextCosts.ParseFirst);
        declare.Global("isSemver", "string, bool -> bool", a => CelValue.From(!Parse(a[0].AsString, a[1].IsTrue).IsError), TextCosts.ParseFirst);
        declare.Member("isGreaterThan", "semver, semver -> bool", a => CelValue.From(Order(a) > 0));
        declare.Member("isLessThan", "semver, semver -> bool", a => CelValue.From(Order(a) < 0));
        declare.Member("compareTo", "semver, semver -> int", a => CelValue.From((long)Order(a)));
        declare.Member("major", "semver -> int", a => CelValue.From((long)Version(a[0]).Major));
        declare.Member("minor", "semver -> int", a => CelValue.From((long)Version(a[0]).Minor));
        declare.Member("patch", "semver -> int", a => CelValue.From((long)Version(a[0]).Patch));
    }

    private static SemverValue Version(in CelValue value) => (SemverValue)value.AsObject;

    private static int Order(ReadOnlySpan<CelValue> arguments) => Version(arguments[0]).CompareTo(Version(arguments[1]));

    private static CelValue Parse(string text, bool normalize)
    {
        var error = "";
        var plain = normalize ? SemverValue.Normalize(text, out error) : text;
        return plain is not null && SemverValue.TryParse(plain, out error) is { } version ? CelValue.From(version) : CelValue.Error(error);
    }
}
