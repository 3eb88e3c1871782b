using Tiphys.Api.Documents;

namespace Tiphys.Api.Machinery.Defaulting;

internal static class DefaultingExtensions
{
    /// <summary>Sets the member if it is not there.</summary>
    public static void SetIfMissing(this DocObject target, string name, DocNode value)
    {
        if (!target.ContainsKey(name))
            target.Set(name, value);
    }

    /// <summary>Sets the member if it is missing or an empty string: a field whose empty value means "not given".</summary>
    public static void SetIfEmpty(this DocObject target, string name, string value)
    {
        if (target[name] is null or DocString { IsEmpty: true })
            target.Set(name, value);
    }

    /// <summary>Sets the member if it is missing or zero.</summary>
    public static void SetIfZero(this DocObject target, string name, long value)
    {
        if (target.GetInt64(name) is null or 0)
            target.Set(name, value);
    }

    /// <summary>The objects of a list; none if it is missing.</summary>
    public static IEnumerable<DocObject> ObjectsOf(this DocObject target, string name) => target.GetArray(name)?.Objects() ?? [];
}
